package startup

import (
	"slices"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/timeline"
	"github.com/seed-491dada8/sandbox/report"
)

// recorded returns a directory with starts on record.
func recorded(t *testing.T, starts ...history.Start) (dir string) {
	t.Helper()
	dir = t.TempDir()
	state, err := instance.StateDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range starts {
		s.Time = time.Now()
		if err := history.Add(state, s); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func cold(total, api float64) history.Start {
	return history.Start{Passed: true, Kind: history.Cold, Total: total, Checks: []history.Check{{Name: "API", Seconds: api}}}
}

func TestStartIsRememberedWithWhatWasUsual(t *testing.T) {
	dir := recorded(t, cold(2, 1), cold(2, 1), cold(2, 1))
	var steps []string
	a := &attempt{w: stacktest.Workspace("api"), report: report.New(), timeline: timeline.New(time.Now().Add(-9 * time.Second))}
	a.w.Instance.Dir, a.Progress = dir, func(e report.Event) { steps = append(steps, e.Text) }
	a.usual = a.usualStart()
	if got := a.awaited()[0]; got.Check != "API" || got.Usually != 1 {
		t.Errorf("awaited %+v", got)
	}
	started := docker.Event{Action: "start"}
	started.Actor.ID, started.Actor.Attributes = "1", map[string]string{"com.docker.compose.service": "api"}
	a.timeline.Event(started, docker.Container{}, false)
	a.timeline.Notify(a.w, gate.Event{Check: "API", Status: gate.Passed, Elapsed: 8 * time.Second})
	a.report.Timeline = a.timeline.Spans(a.w, true)
	a.remember(nil)

	starts, err := a.starts()
	if err != nil || len(starts) != 4 || starts[3].Kind != history.Cold || !starts[3].Passed || starts[3].Checks[0].Seconds != 8 || starts[3].Instance != "a" {
		t.Errorf("%+v, %v", starts, err)
	}
	if want := "slower than usual: 9.0s, usually 2.0s; API passed after 8.0s, usually 1.0s"; !slices.Equal(steps, []string{want}) {
		t.Errorf("steps %q", steps)
	}

	for _, err := range []error{outcome.ErrInterrupted, outcome.PortTaken(outcome.ErrInterrupted)} {
		a.remember(err)
	}
	a.remember(outcome.NotReady(outcome.ErrInterrupted))
	if starts, _ = a.starts(); len(starts) != 5 || starts[4].Passed {
		t.Errorf("%d starts", len(starts))
	}
}

func TestUsualOfARunningInstanceIsThatOfWarmStarts(t *testing.T) {
	warm := cold(0.1, 0.05)
	warm.Kind = history.Warm
	dir := recorded(t, cold(6, 4), warm)
	a := &attempt{w: stacktest.Workspace("api")}
	a.w.Instance.Dir = dir
	for state, want := range map[string]time.Duration{"running": 50 * time.Millisecond, "exited": 4 * time.Second} {
		a.Containers = []docker.Container{stacktest.Container("api", state, time.Now())}
		if got := a.usualStart().Check("API"); got != want {
			t.Errorf("%s: %s, want %s", state, got, want)
		}
	}
}

func TestKindOfAStart(t *testing.T) {
	started := func(service string) report.Span { return report.Span{Service: service, Started: new(1.5)} }
	for _, test := range []struct {
		spans []report.Span
		want  history.Kind
	}{
		{[]report.Span{started("api"), started("w1"), {Service: "job"}}, history.Cold},
		{[]report.Span{started("api"), {Service: "w1"}}, history.Partial},
		{[]report.Span{{Service: "api"}, {Service: "w1"}, {Service: "job"}}, history.Warm},
		{[]report.Span{{Service: "api"}, {Service: "w1"}, started("job")}, history.Partial}, // it ran again
	} {
		if got := kind(stacktest.Workspace("api", "w1", "job"), test.spans); got != test.want {
			t.Errorf("%+v: got %s, want %s", test.spans, got, test.want)
		}
	}
}

// No check asks the services of a stack that only its containers judge.
func TestKindOfAStartThatNoCheckAsks(t *testing.T) {
	w := stacktest.Workspace("queue", "seed")
	w.Derived = &derived.Stack{Derived: derive.Derived{Services: []derive.Service{{Name: "seed", Asked: derive.Asked{Judge: derive.ByExitCode}}}}}
	w.Stack.Checks = nil
	queue, seed := report.Span{Service: "queue"}, report.Span{Service: "seed"}
	ran := func(s report.Span) report.Span { s.Started = new(1.5); return s }
	for want, spans := range map[history.Kind][]report.Span{
		history.Cold: {ran(queue), ran(seed)}, history.Partial: {queue, ran(seed)}, history.Warm: {queue, seed},
	} {
		if got := kind(w, spans); got != want {
			t.Errorf("%+v: got %s, want %s", spans, got, want)
		}
	}
}

// Compose runs a job again at each start that it has anything to do in.
func TestAJobThatRunsAgainMakesNoStartSlow(t *testing.T) {
	warm := cold(0.1, 0.05)
	warm.Kind = history.Warm
	for service, want := range map[string]int{"job": 0, "": 1} {
		var steps []string
		a := &attempt{w: stacktest.Workspace("api", "job"), report: report.New(), timeline: timeline.New(time.Now().Add(-9 * time.Second))}
		a.w.Instance.Dir, a.Progress = recorded(t, warm, warm, warm), func(e report.Event) { steps = append(steps, e.Text) }
		a.Containers = []docker.Container{stacktest.Container("api", "running", time.Now())}
		a.usual = a.usualStart()
		a.report.Timeline = []report.Span{{Service: "api"}, {Service: "job"}}
		if service == "job" {
			a.report.Timeline[1].Started = new(1.5)
		}
		a.remember(nil)
		if len(steps) != want {
			t.Errorf("job started again: %t: steps %q", service == "job", steps)
		}
	}
}
