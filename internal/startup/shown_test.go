package startup

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/outcome"
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
				a := &attempt{w: w, report: report.New(), started: make(chan struct{}), watch: watch.Start(ctx, w, nil, []docker.Container{now}, nil)}
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
				addChecks(a.report, verdict)
				a.endGate()
				if err != nil || !slices.Equal(got, test.want) {
					t.Errorf("got %q, want %q, %v, %v", got, test.want, err, verdict)
				}
			})
		})
	}
}

// A check that had passed fails when the gate does, and not when it had passed.
func TestAFailureIsShownWithItsTime(t *testing.T) {
	a := &attempt{report: &report.Report{Duration: 4, Checks: []report.CheckResult{
		{Name: "db", Status: report.CheckFailed, Duration: 1.5}, {Name: "job", Status: report.CheckFailed, Duration: 1},
	}}}
	got := make(map[string]float64)
	a.Progress = func(e report.Event) {
		if e.Kind == report.EventCheck {
			got[e.Check] = e.Elapsed
		}
	}
	a.showAttempt(gate.Event{Check: "job", Status: gate.Failed, Elapsed: 3 * time.Second}, secret.Mask{})
	a.endGate()
	if want := map[string]float64{"db": 4, "job": 3}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// An interrupt fails no check, neither in the report nor in the events.
func TestEventsOfACutGateHaveTheStatusesOfItsReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := stacktest.Workspace("api", "watch", "w1")
		done, cancel := context.WithCancel(t.Context())
		cancel() // the watch follows nothing
		a := &attempt{w: w, report: report.New(), watch: watch.Start(done, w, nil, nil, nil)}
		<-a.watch.Done()
		newest, hasFailed := make(map[string]string), false
		a.Progress = func(e report.Event) {
			newest[e.Check], hasFailed = e.Status, hasFailed || e.Status == report.CheckFailed
		}
		ctx, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, interrupt)
		checks := []gate.Check{
			{Name: "API", Probe: func(context.Context) error { return nil }},
			{Name: "Seen", Probe: func(context.Context) error { return errors.New("refused") }},
			{Name: "Workers", Needs: []string{"Seen"}, Probe: func(context.Context) error { return nil }},
		}
		verdict, err := a.gate(checks, secret.Mask{}).Run(ctx)
		if err := a.conclude(t.Context(), verdict, err); !errors.Is(err, outcome.ErrInterrupted) {
			t.Fatal(err)
		}
		a.endGate()
		for i, want := range []string{report.CheckPassed, report.CheckSkipped, report.CheckSkipped} {
			if c := a.report.Checks[i]; c.Status != want || newest[c.Name] != want {
				t.Errorf("%s: the report says %s, the events say %s, want %s", c.Name, c.Status, newest[c.Name], want)
			}
		}
		if hasFailed {
			t.Error("an event says that a check has failed")
		}
	})
}

// The diagnosis may find that a check which was skipped is the one at fault.
func TestAVerdictIsShownOnceAsTheReportHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &attempt{w: stacktest.Workspace("api", "w1"), report: report.New(), started: make(chan struct{}), Attempt: Attempt{Timeout: time.Second}}
		done, cancel := context.WithCancel(t.Context())
		cancel() // the watch follows nothing
		a.watch = watch.Start(done, a.w, nil, nil, nil)
		<-a.watch.Done()
		var got []string
		a.Progress = func(e report.Event) {
			if e.Kind == report.EventCheck && e.Status != report.CheckWaiting {
				got = append(got, e.Check+" "+e.Status)
			}
		}
		verdict, err := a.gate([]gate.Check{
			{Name: "Seen", Probe: func(context.Context) error { return errors.New("refused") }},
			{Name: "Workers", Needs: []string{"Seen"}, Probe: func(context.Context) error { return nil }},
		}, secret.Mask{}).Run(t.Context())
		if len(got) > 0 || err != nil {
			t.Errorf("shown before the report is made: %q, %v", got, err)
		}
		addChecks(a.report, verdict)
		a.report.Checks[0].Status, a.report.Checks[1].Status = report.CheckSkipped, report.CheckFailed
		a.endGate()
		a.endGate()
		if want := []string{"Seen skipped", "Workers failed"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
