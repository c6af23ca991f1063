package startup

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/evidence"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/report"
)

// evidenceTail is the number of log lines of each service that are kept.
const evidenceTail = 2000

// keep keeps as much evidence of a failure as it can, and returns its folder, or "" if
// none could be made.
func (a *attempt) keep(ctx context.Context, verdict string) (string, error) {
	state, err := instance.StateDir(a.w.Instance.Dir)
	if err != nil {
		return "", err
	}
	containers, _ := a.watch.Newest()
	f, err := evidence.New(state, time.Now(), a.w.Mask(containers))
	if err != nil {
		return "", err
	}
	return f.Path, errors.Join(a.keepAll(ctx, f, verdict)...)
}

// keepAll keeps all that may explain the failure, side by side: the time is short. It
// leaves out what an engine that is gone does not tell.
func (a *attempt) keepAll(ctx context.Context, f *evidence.Failure, verdict string) []error {
	problems := make([]error, 5)
	var all sync.WaitGroup
	for i, keep := range []func() error{
		func() error { return f.Text("report.txt", verdict) },
		func() error { return f.Text("events.jsonl", a.watch.EventLines()) },
		func() error {
			text := a.w.ConfigText(ctx)
			if text == nil {
				return nil
			}
			return f.JSON("compose.json", text)
		},
		func() error {
			text, err := a.w.Project.Inspect(ctx)
			if err != nil || text == nil {
				return nil
			}
			return f.JSON("containers.json", text)
		},
		func() error {
			return f.Stream("logs.txt", func(w io.Writer) error {
				_ = a.w.Project.Logs(ctx, w, w, compose.LogOptions{Tail: evidenceTail})
				return nil
			})
		},
	} {
		all.Go(func() { problems[i] = keep() })
	}
	all.Wait()
	return problems
}

// reportText returns the report with the words of docs/troubleshooting.md, and how often
// each check was tried.
func reportText(r report.Report, findings []diagnose.Finding) string {
	took := func(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
	var text strings.Builder
	fmt.Fprintf(&text, "not ready after %s\n", took(r.Duration))
	for _, c := range r.Checks {
		fmt.Fprintf(&text, "%s %s: %s (%d attempts, %s)\n", c.Name, c.Status, c.Message, c.Attempts, took(c.Duration))
		for _, detail := range c.Details {
			fmt.Fprintf(&text, "  %s\n", detail)
		}
		if c.Hint != "" {
			fmt.Fprintf(&text, "  try: %s\n", c.Hint)
		}
	}
	for _, line := range r.Unsettled {
		fmt.Fprintln(&text, line)
	}
	for _, f := range findings {
		fmt.Fprintf(&text, "cause of %s: %s %s\n", cmp.Or(f.Check, "the start"), f.Cause, f.Service)
	}
	return text.String()
}
