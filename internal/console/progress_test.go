package console

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
)

// The gate asks again until all checks pass together. A repeated verdict is not shown
// again, a changed one is.
func TestVerdictIsShownOnce(t *testing.T) {
	_, stderr := shown(t, func(c *Console) {
		p := c.StartProgress(t.Context(), []Awaited{{Check: "Database"}, {Check: "Backend"}}, 2*time.Minute)
		for i, e := range []gate.Event{
			{Check: "Database", Status: gate.Passed},
			{Check: "Backend", Status: gate.Passed},
			{Check: "Backend", Status: gate.Waiting, Err: errors.New("refused")},
			{Check: "Database", Status: gate.Passed},
			{Check: "Backend", Status: gate.Passed},
			{Check: "Database", Status: gate.Passed},
			{Check: "Backend", Status: gate.Failed, Err: errors.New("refused")},
		} {
			e.Elapsed = time.Duration(i+1) * time.Second
			p.Notify(e)
		}
		p.Stop()
	})
	const want = "  waiting for Database, Backend, at most 2m0s\n" +
		"  Database passed after 1.0s\n" +
		"  Backend passed after 2.0s\n" +
		"  Backend failed after 7.0s\n"
	if stderr != want {
		t.Errorf("got\n%s\nwant\n%s", stderr, want)
	}
}

// A check that was interrupted has no verdict.
func TestNoVerdictIsShownAfterAnInterruption(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	_, stderr := shown(t, func(c *Console) {
		p := c.StartProgress(ctx, []Awaited{{Check: "Database"}}, time.Minute)
		interrupt()
		p.Notify(gate.Event{Check: "Database", Status: gate.Failed, Err: context.Canceled})
		p.Stop()
	})
	if stderr != "  waiting for Database, at most 1m0s\n" {
		t.Errorf("got %q", stderr)
	}
}

// Checks of services that are up already pass within hundredths of a second.
func TestShortTimesAreNotZero(t *testing.T) {
	_, stderr := shown(t, func(c *Console) {
		p := c.StartProgress(t.Context(), []Awaited{{Check: "Database", Usually: 30 * time.Millisecond}}, time.Minute)
		p.Notify(gate.Event{Check: "Database", Status: gate.Passed, Elapsed: 40 * time.Millisecond})
		p.Stop()
	})
	if want := "  waiting for Database (usually 0.03s), at most 1m0s\n  Database passed after 0.04s\n"; stderr != want {
		t.Errorf("got %q, want %q", stderr, want)
	}
}
