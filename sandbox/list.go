package sandbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// listTimeout bounds the question to each engine.
const listTimeout = 5 * time.Second

// ListOptions say how to show the instances.
type ListOptions struct {
	JSON bool // write a [report.List]
}

// List shows every instance of this machine: those that are claimed, stale ones
// too, those that only run, and what deleted directories left running. It works
// without an engine, as far as claims and directories tell.
func (s Sandbox) List(ctx context.Context, options ListOptions) error {
	document := report.NewList()
	return s.answer(ctx, options.JSON, document, func(s Sandbox) error {
		known, problems := claims.All()
		for _, problem := range problems {
			document.Problems = append(document.Problems, problem.Error())
		}
		listInstances(ctx, s.Stack, known, document)
		if ctx.Err() != nil {
			return outcome.ErrInterrupted
		}
		slices.SortStableFunc(document.Instances, func(a, b report.Instance) int { return a.Slot - b.Slot })
		s.console().List(shownList(document, time.Now()))
		return nil
	})
}

// list fills a document with what claims, this directory and the engines tell.
func listInstances(ctx context.Context, s stack.Stack, known []claims.Claim, document *report.List) listing {
	l := listing{stack: s, document: document, answers: make(engines.Answers)}
	for _, c := range known {
		l.add(c)
	}
	l.addHere()
	if host, err := engines.Host(ctx, instance.Engine{}); err != nil || host != "" { // where a current context leads
		l.elsewhere = append(l.elsewhere, instance.Engine{})
	}
	l.ask(ctx)
	return l
}

// ask asks every engine at once, and files what each holds.
func (l *listing) ask(ctx context.Context) {
	asked := []instance.Engine{{}} // docker's default: instances without a claim are there
	for _, e := range l.engines {
		if !slices.Contains(asked, e) {
			asked = append(asked, e)
		}
	}
	answers := make([][]docker.Summary, len(asked))
	failures := make([]error, len(asked))
	var all sync.WaitGroup
	for i, e := range asked {
		all.Go(func() {
			limited, cancel := context.WithTimeoutCause(ctx, listTimeout, fmt.Errorf("no answer within %s", listTimeout))
			defer cancel()
			answers[i], failures[i] = compose.NewProject("", e.Variables()).Overview(limited)
		})
	}
	all.Wait()
	for i, e := range asked {
		l.answers[e] = failures[i]
		if failures[i] != nil {
			l.document.Problems = append(l.document.Problems, unanswered(e, failures[i]))
		} else {
			l.file(e, answers[i])
		}
	}
}

func unanswered(e instance.Engine, err error) string {
	name := "the Docker engine"
	if named := engines.Name(e); named != "" {
		name += " " + named
	}
	return fmt.Sprintf("%s does not answer, so the state of its instances is unknown: %s", name, strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; "))
}

// shown is the document as a person reads it.
func shownList(d *report.List, now time.Time) console.List {
	shown := console.List{Problems: d.Problems}
	for _, in := range d.Instances {
		shown.Instances = append(shown.Instances, shownInstance(in, now))
	}
	for _, o := range d.Orphans {
		shown.Orphans = append(shown.Orphans, knownOrphan(o))
	}
	return shown
}

func shownInstance(in report.Instance, now time.Time) console.ListRow {
	row := console.ListRow{
		ID: in.Instance, Slot: in.Slot, State: strings.ReplaceAll(in.State, "_", " "),
		URL: in.URL, Branch: in.Branch, Dir: in.Directory, Stale: in.Stale, Engine: in.Engine,
	}
	if in.Total > 0 {
		row.Healthy = fmt.Sprintf("%d/%d", in.Healthy, in.Total)
	}
	if !in.Created.IsZero() {
		row.Age = age(now.Sub(in.Created))
	}
	return row
}

// age is a time in its largest whole unit.
func age(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%dd", int(d.Hours())/24)
	case d >= time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	case d >= time.Minute:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	default:
		return fmt.Sprintf("%ds", max(0, int(d.Seconds())))
	}
}
