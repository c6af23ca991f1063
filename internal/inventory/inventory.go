// Package inventory lists the instances of a machine according to their claims, their
// directories and their engines.
package inventory

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// askWithin bounds the question to each engine.
const askWithin = 5 * time.Second

// listing is a list in the making.
type listing struct {
	stack    stack.Stack
	known    []claims.Claim
	document *report.List
	entries  []entry // of each instance in the document
	answers  engines.Answers
	// remote are the engines on other machines. Their users come from directories
	// that never were here, so no container there is an orphan.
	remote []instance.Engine
}

// entry identifies a listed instance on its engine.
type entry struct {
	engine instance.Engine
	key    string // "" for none
}

// List fills a document with the claimed instances, the instance in a directory, and
// those that only run. It returns which engines answered.
func List(ctx context.Context, s stack.Stack, known []claims.Claim, dir string, d *report.List) engines.Answers {
	l := listing{stack: s, known: known, document: d, answers: make(engines.Answers)}
	for _, c := range known {
		l.addClaimed(c)
	}
	l.addHere(dir)
	if host, err := engines.Host(ctx, instance.Engine{}); err != nil || host != "" { // where a current context leads
		l.remote = append(l.remote, instance.Engine{})
	}
	l.ask(ctx)
	return l.answers
}

// addClaimed lists an instance that is claimed. Its own file is decisive if it can be
// read.
func (l *listing) addClaimed(c claims.Claim) {
	listed := report.Instance{Instance: c.ID, Slot: c.Slot, State: report.Unknown, Directory: c.Dir, Created: c.Created}
	engine, machine, key := c.Engine, c.Host, c.Key
	if stale := c.Stale(); stale != nil {
		listed.Stale = stale.Error()
	} else if in, err := instance.Load(c.Dir, l.stack.Scheme()); err == nil && (key == "" || in.Key == key) {
		engine = instance.EngineOf(in.Variables)
		if engine.DockerHost == "" { // only docker could look up where its context leads
			in.Locate(c.Host)
		}
		machine, key = in.Machine, in.Key
		l.describe(&listed, in)
	}
	l.append(listed, entry{engine, key}, machine)
}

// addHere lists the instance in a directory if no claim records it. A copy is no
// instance: the document says so among its problems.
func (l *listing) addHere(dir string) {
	in, err := instance.Load(dir, l.stack.Scheme())
	if err != nil {
		return
	}
	if err := identity.CheckCopy(l.known, in); err != nil {
		l.document.Problems = append(l.document.Problems, err.Error())
	} else if _, claimed := claims.Of(l.known, in); !claimed {
		l.addUnclaimed(in)
	}
}

func (l *listing) addUnclaimed(in instance.Instance) {
	listed := report.Instance{Instance: in.ID, Slot: in.Slot, State: report.Unknown, Directory: in.Dir, Unclaimed: true}
	listed.Created, _ = time.Parse(time.RFC3339, in.Variables["CREATED_AT"]) // or none
	l.describe(&listed, in)
	l.append(listed, entry{instance.EngineOf(in.Variables), in.Key}, in.Machine)
}

// describe adds what only the directory knows: the branch and the ports.
func (l *listing) describe(listed *report.Instance, in instance.Instance) {
	listed.Branch = git.Branch(in.Dir)
	if len(l.stack.Links) > 0 {
		link := l.stack.Links[0]
		listed.URL = strings.TrimSuffix(workspace.Endpoint(l.stack, in, link.Service).URL, "/") + link.Path
	}
}

func (l *listing) append(listed report.Instance, e entry, machine string) {
	listed.Engine = engines.Name(e.engine)
	l.document.Instances = append(l.document.Instances, listed)
	l.entries = append(l.entries, e)
	if machine != "" {
		l.remote = append(l.remote, e.engine)
	}
}

// ask asks every engine at once, and sorts the containers of each to the instances.
func (l *listing) ask(ctx context.Context) {
	asked := []instance.Engine{{}} // docker's default: instances without a claim are there
	for _, e := range l.entries {
		if !slices.Contains(asked, e.engine) {
			asked = append(asked, e.engine)
		}
	}
	containers := make([][]docker.Summary, len(asked))
	failures := make([]error, len(asked))
	var all sync.WaitGroup
	for i, e := range asked {
		all.Go(func() {
			limited, cancel := context.WithTimeoutCause(ctx, askWithin, fmt.Errorf("no answer within %s", askWithin))
			defer cancel()
			containers[i], failures[i] = compose.NewProject("", e.Variables()).Overview(limited)
		})
	}
	all.Wait()
	for i, e := range asked {
		l.answers[e] = failures[i]
		if failures[i] != nil {
			l.document.Problems = append(l.document.Problems, unanswered(e, failures[i]))
		} else {
			l.sort(e, containers[i])
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
