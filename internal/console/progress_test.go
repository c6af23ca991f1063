package console

import (
	"context"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/report"
)

// The gate asks again until all checks pass together. A repeated verdict is not shown
// again, a changed one is, and a check that has passed but passes no longer waits again.
func TestVerdictIsShownOnce(t *testing.T) {
	_, stderr := shown(t, func(c *Console) {
		p := c.startProgress(t.Context(), []report.Awaited{{Check: "Database"}, {Check: "Backend"}}, 2*time.Minute)
		for i, e := range []report.Event{
			{Check: "Database", Status: report.CheckPassed},
			{Check: "Backend", Status: report.CheckPassed},
			{Check: "Backend", Status: report.CheckWaiting, Text: "refused"},
			{Check: "Database", Status: report.CheckPassed},
			{Check: "Backend", Status: report.CheckPassed},
			{Check: "Database", Status: report.CheckPassed},
			{Check: "Backend", Status: report.CheckWaiting, Text: "refused"},
			{Check: "Backend", Status: report.CheckPassed},
			{Check: "Backend", Status: report.CheckWaiting, Text: "refused"},
			{Check: "Backend", Status: report.CheckFailed, Text: "refused"},
		} {
			e.Elapsed = float64(i + 1)
			p.notify(e)
		}
		p.end()
	})
	const want = "  waiting for Database, Backend, at most 2m0s\n" +
		"  Database passed after 1.0s\n" +
		"  Backend passed after 2.0s\n" +
		"  Backend waits again after 3.0s: refused\n" +
		"  Backend passed after 5.0s\n" +
		"  Backend waits again after 7.0s: refused\n" +
		"  Backend failed after 10.0s\n"
	if stderr != want {
		t.Errorf("got\n%s\nwant\n%s", stderr, want)
	}
}

// A check that was interrupted has no verdict.
func TestNoVerdictIsShownAfterAnInterruption(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	_, stderr := shown(t, func(c *Console) {
		p := c.startProgress(ctx, []report.Awaited{{Check: "Database"}}, time.Minute)
		interrupt()
		p.notify(report.Event{Check: "Database", Status: report.CheckFailed, Text: "context canceled"})
		p.end()
	})
	if stderr != "  waiting for Database, at most 1m0s\n" {
		t.Errorf("got %q", stderr)
	}
}

// Checks of services that are up already pass within hundredths of a second.
func TestShortTimesAreNotZero(t *testing.T) {
	_, stderr := shown(t, func(c *Console) {
		p := c.startProgress(t.Context(), []report.Awaited{{Check: "Database", Usually: 0.03}}, time.Minute)
		p.notify(report.Event{Check: "Database", Status: report.CheckPassed, Elapsed: 0.04})
		p.end()
	})
	if want := "  waiting for Database (usually 0.03s), at most 1m0s\n  Database passed after 0.04s\n"; stderr != want {
		t.Errorf("got %q, want %q", stderr, want)
	}
}
