package startup

import (
	"context"
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/watch"
	"github.com/seed-491dada8/sandbox/report"
)

// logsAfter is the wait after which log lines are shown. A start that goes well is over
// by then, and is not slowed.
const logsAfter = 3 * time.Second

// followLogs shows the newest log line of each service that the gate asks, when the wait
// is long.
func (a *attempt) followLogs(ctx context.Context) {
	followed := make(map[string]watch.Run)
	for pause := logsAfter; ; pause = time.Second {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		for service, run := range a.watch.Tried() {
			if run == followed[service] {
				continue
			}
			followed[service] = run
			containers, _ := a.watch.Newest()
			mask := a.w.Mask(containers)
			a.beside.Go(func() {
				a.w.Project.Follow(ctx, run.Container, func(line string) {
					a.emit(report.Event{Kind: report.EventLog, Service: service, Text: diagnose.Line(mask.Text(plain.Line(line)))})
				})
			})
		}
	}
}
