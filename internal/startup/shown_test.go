package startup

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/secret"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/watch"
	"github.com/seed-491dada8/sandbox/report"
)

// The last event of each check has the status of its result.
func TestAPassThatDoesNotCountIsTakenBack(t *testing.T) {
	begin := time.Now()
	now, before := stacktest.Container("api", "running", begin), stacktest.Container("api", "running", begin.Add(-time.Hour))
	waiting, passed, failed := report.CheckWaiting, report.CheckPassed, report.CheckFailed
	passes, refused := func(int) error { return nil }, errors.New("refused")
	for _, test := range []struct {
		name   string
		first  docker.Container // which gives the first answer; the other ones are given by now
		answer func(attempt int) error
		want   []string
	}{
		{"it counts", now, passes, []string{passed}},
		{"the container was replaced", before, passes, []string{passed, waiting, passed}},
		{"the last round fails it once", now, func(n int) error { return map[int]error{2: refused}[n] }, []string{passed, waiting, passed}},
		{"the last round fails it, and every one after", now, func(n int) error { return map[bool]error{true: refused}[n > 1] }, []string{passed, waiting, failed}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := stacktest.Workspace("api")
				ctx, cancel := context.WithCancel(t.Context())
				cancel() // the watch follows nothing
				a := &attempt{w: w, started: make(chan struct{}), watch: watch.Start(ctx, w, nil, []docker.Container{now}, nil)}
				<-a.watch.Done()
				time.AfterFunc(time.Second, func() { close(a.started) })
				a.Timeout = time.Minute
				var got []string
				a.Progress = func(e report.Event) {
					if e.Kind == report.EventCheck && (len(got) == 0 || got[len(got)-1] != e.Status) {
						got = append(got, e.Status)
					}
				}
				attempts := 0
				probe := func(context.Context) error {
					attempts++
					by := now
					if attempts == 1 {
						by = test.first
					}
					a.answers.note("api", []docker.Container{by})
					return test.answer(attempts)
				}
				verdict, err := a.gate([]gate.Check{{Name: "API", Probe: probe}}, secret.Mask{}).Run(t.Context())
				a.showResults(verdict)
				if err != nil || !slices.Equal(got, test.want) {
					t.Errorf("got %q, want %q, %v, %v", got, test.want, err, verdict)
				}
			})
		})
	}
}
