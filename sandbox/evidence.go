package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/evidence"
)

// evidenceTail is how many log lines of each service are kept.
const evidenceTail = 2000

// keepAll keeps all that may tell why a start failed. What cannot be had, since
// the engine is away, is left out.
func (a *attempt) keepAll(ctx context.Context, f *evidence.Failure, verdict string) []error {
	problems := []error{
		f.Text("report.txt", verdict), f.Text("events.jsonl", a.watch.eventLines()),
	}
	if text := a.ConfigText(ctx); text != nil {
		problems = append(problems, f.JSON("compose.json", text))
	}
	if text, err := a.Project.Inspect(ctx); err == nil && text != nil {
		problems = append(problems, f.JSON("containers.json", text))
	}
	return append(problems, f.Stream("logs.txt", func(w io.Writer) error {
		_ = a.Project.Logs(ctx, w, w, compose.LogOptions{Tail: evidenceTail})
		return nil
	}))
}

// reportText is the report with what only a program needs: the words of
// docs/troubleshooting.md, and how often a check was tried.
func reportText(verdict gate.Report, findings []diagnose.Finding) string {
	var text strings.Builder
	fmt.Fprintf(&text, "not ready after %s\n", verdict.Duration)
	for _, c := range verdict.Checks {
		fmt.Fprintf(&text, "%s %s: %s (%d attempts, %s)\n", c.Name, c.Status, c.Message, c.Attempts, c.Duration)
		for _, detail := range c.Details {
			fmt.Fprintf(&text, "  %s\n", detail)
		}
	}
	if verdict.Unsettled != nil {
		fmt.Fprintln(&text, verdict.Unsettled)
	}
	for _, f := range findings {
		fmt.Fprintf(&text, "cause of %s: %s %s\n", cmp.Or(f.Check, "the start"), f.Cause, f.Service)
	}
	return text.String()
}

// eventLines are the events, one JSON document a line.
func (w *watch) eventLines() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var text strings.Builder
	for _, e := range w.events {
		line, err := json.Marshal(e)
		if err == nil {
			text.Write(append(line, '\n'))
		}
	}
	return text.String()
}
