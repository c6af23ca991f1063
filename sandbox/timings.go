package sandbox

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// TimingsOptions say how to show how long starts took.
type TimingsOptions struct {
	JSON bool // write a [report.Timings]
}

// Timings shows how long the last starts of the instance took. It needs no
// engine.
func (s Sandbox) Timings(ctx context.Context, options TimingsOptions) error {
	document := report.NewTimings()
	return s.answer(ctx, options.JSON, document, func(s Sandbox) error { return s.timings(document) })
}

func (s Sandbox) timings(document *report.Timings) error {
	in, err := instance.Load(".", s.Stack.Scheme())
	if err != nil {
		return err
	}
	known, _ := claims.All()
	if original, copied := originalOf(known, in); copied {
		return &copyError{original}
	}
	o := &session{Workspace: workspace.Workspace{Stack: s.Stack, Instance: in}, console: s.console()}
	document.Instance, document.Slot = in.ID, new(in.Slot)
	starts, err := o.starts()
	if err != nil {
		return fmt.Errorf("the history of the starts cannot be read: %w", err)
	}
	summarise(document, starts)
	if document.Starts == 0 {
		o.console.Done("No start of %s is remembered yet; `mage sandbox:up` makes the first", in.ID)
		return nil
	}
	o.console.Timings(shownTimings(document))
	return nil
}

func summarise(d *report.Timings, starts []history.Start) {
	d.Starts = len(starts)
	for _, s := range starts {
		if s.Passed {
			d.Passed++
		}
	}
	d.Cold, d.Warm = timingsOf(history.Passed(starts, history.Cold)), timingsOf(history.Passed(starts, history.Warm))
}

func timingsOf(starts []history.Start) report.KindTimings {
	timings := report.KindTimings{Starts: len(starts), Checks: []report.CheckTiming{}}
	if total, ok := history.Total(starts); ok {
		timings.Total = new(report.Timing(total))
	}
	for _, name := range history.Checks(starts) {
		if t, ok := history.Of(starts, name); ok {
			timings.Checks = append(timings.Checks, report.CheckTiming{Name: name, Timing: report.Timing(t)})
		}
	}
	return timings
}

// shown is the document as a person reads it.
func shownTimings(d *report.Timings) console.Timings {
	shown := console.Timings{ID: d.Instance, Slot: *d.Slot, Starts: d.Starts, Passed: d.Passed}
	for _, kind := range []struct {
		title   string
		timings report.KindTimings
	}{{"Cold starts", d.Cold}, {"Starts of what ran already", d.Warm}} {
		if kind.timings.Total == nil {
			continue
		}
		group := console.KindTimings{Title: fmt.Sprintf("%s (%d)", kind.title, kind.timings.Starts)}
		for _, c := range kind.timings.Checks {
			group.Rows = append(group.Rows, timingRow(c.Timing, c.Name))
		}
		group.Rows = append(group.Rows, timingRow(*kind.timings.Total, "Ready"))
		shown.Kinds = append(shown.Kinds, group)
	}
	return shown
}

func timingRow(t report.Timing, name string) console.Timing {
	in := func(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
	return console.Timing{Name: name, Median: in(t.Median), P95: in(t.P95), Last: in(t.Last)}
}
