package sandbox

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// TimingsOptions say how to show how long starts took.
type TimingsOptions struct {
	JSON bool // write a [TimingsDocument]
}

// TimingsDocument is how long the last starts of an instance took. Those that
// found everything running are apart from those that started everything.
type TimingsDocument struct {
	Document
	// Instance and Slot are missing where the target failed before it knew
	// them.
	Instance string  `json:"instance,omitempty"`
	Slot     *int    `json:"slot,omitempty"`
	Starts   int     `json:"starts"` // that are remembered
	Passed   int     `json:"passed"`
	Cold     Timings `json:"cold"`
	Warm     Timings `json:"warm"`
}

// Timings is how long starts of one kind took that passed.
type Timings struct {
	Starts int           `json:"starts"`
	Total  *Timing       `json:"total,omitempty"` // missing if there were none
	Checks []CheckTiming `json:"checks"`
}

// CheckTiming is when one check passed, since the start began.
type CheckTiming struct {
	Name string `json:"name"`
	Timing
}

// Timing is how long something took over several starts.
type Timing struct {
	Starts int     `json:"starts"`
	Median float64 `json:"median_seconds"`
	P95    float64 `json:"p95_seconds"` // 95 of 100 starts took no longer
	Last   float64 `json:"last_seconds"`
}

// Timings shows how long the last starts of the instance took. It needs no
// engine.
func (s Sandbox) Timings(ctx context.Context, options TimingsOptions) error {
	document := newTimingsDocument()
	return s.answer(ctx, options.JSON, document, func(s Sandbox) error { return s.timings(document) })
}

// newTimingsDocument has no list that is null.
func newTimingsDocument() *TimingsDocument {
	return &TimingsDocument{Cold: Timings{Checks: []CheckTiming{}}, Warm: Timings{Checks: []CheckTiming{}}}
}

func (s Sandbox) timings(document *TimingsDocument) error {
	in, err := instance.Load(".", s.Stack.Scheme())
	if err != nil {
		return notTried(err)
	}
	o := &session{stack: s.Stack, console: s.console(), in: in}
	document.Instance, document.Slot = in.ID, new(in.Slot)
	starts, err := o.starts()
	if err != nil {
		return notTried(fmt.Errorf("the history of the starts cannot be read: %w", err))
	}
	document.count(starts)
	if document.Starts == 0 {
		o.console.Done("No start of %s is remembered yet; `mage sandbox:up` makes the first", in.ID)
		return nil
	}
	o.console.Timings(document.shown())
	return nil
}

func (d *TimingsDocument) count(starts []history.Start) {
	d.Starts = len(starts)
	for _, s := range starts {
		if s.Passed {
			d.Passed++
		}
	}
	d.Cold, d.Warm = timingsOf(history.Passed(starts, history.Cold)), timingsOf(history.Passed(starts, history.Warm))
}

func timingsOf(starts []history.Start) Timings {
	timings := Timings{Starts: len(starts), Checks: []CheckTiming{}}
	if total, ok := history.Total(starts); ok {
		timings.Total = new(Timing(total))
	}
	for _, name := range history.Checks(starts) {
		if t, ok := history.Of(starts, name); ok {
			timings.Checks = append(timings.Checks, CheckTiming{name, Timing(t)})
		}
	}
	return timings
}

// shown is the document as a person reads it.
func (d *TimingsDocument) shown() console.Timings {
	shown := console.Timings{ID: d.Instance, Slot: *d.Slot, Starts: d.Starts, Passed: d.Passed}
	for _, kind := range []struct {
		title   string
		timings Timings
	}{{"Cold starts", d.Cold}, {"Starts of what ran already", d.Warm}} {
		if kind.timings.Total == nil {
			continue
		}
		group := console.KindTimings{Title: fmt.Sprintf("%s (%d)", kind.title, kind.timings.Starts)}
		for _, c := range kind.timings.Checks {
			group.Rows = append(group.Rows, c.row(c.Name))
		}
		group.Rows = append(group.Rows, kind.timings.Total.row("Ready"))
		shown.Kinds = append(shown.Kinds, group)
	}
	return shown
}

func (t Timing) row(name string) console.Timing {
	in := func(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
	return console.Timing{Name: name, Median: in(t.Median), P95: in(t.P95), Last: in(t.Last)}
}
