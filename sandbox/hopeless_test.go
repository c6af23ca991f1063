package sandbox

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// crash is a container that waits to be restarted after a run of some length.
func crash(count int, ran time.Duration) docker.Container {
	c := in("api", "restarting", time.Unix(1, 0))
	c.RestartCount = count
	c.State.StartedAt = time.Now()
	c.State.FinishedAt = c.State.StartedAt.Add(ran)
	return c
}

func TestCrashLoop(t *testing.T) {
	short, long := 100*time.Millisecond, time.Minute
	for _, test := range []struct {
		name    string
		crashes []docker.Container // as they are seen one after another
		excused int                // how many of them, from the first, are excused
		want    bool
	}{
		{"one crash", []docker.Container{crash(1, short)}, 0, false},
		{"three crashes", []docker.Container{crash(1, short), crash(2, short), crash(3, short)}, 0, false},
		{"three restarts that crashed too", []docker.Container{crash(1, short), crash(2, short), crash(3, short), crash(4, short)}, 0, true},
		{"in a loop when first seen", []docker.Container{crash(57, short)}, 0, true},
		{"up now", []docker.Container{crash(57, long), in("api", "running", time.Unix(1, 0))}, 0, false},
		{"a healthy spell in between", []docker.Container{crash(3, short), crash(4, long), crash(5, short), crash(6, short)}, 0, false},
		{"while the database was away", []docker.Container{crash(1, short), crash(57, short)}, 2, false},
		{"and once after it came", []docker.Container{crash(1, short), crash(57, short), crash(58, short)}, 2, false},
		{"and twice after it came", []docker.Container{crash(1, short), crash(57, short), crash(58, short), crash(59, short)}, 2, true},
		{"and twice after it came soon", []docker.Container{crash(1, short), crash(2, short), crash(3, short)}, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := make(restarts)
			got := false
			for i, c := range test.crashes {
				got = r.loops(c, i < test.excused)
			}
			if got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// w1 needs the API.
func TestRunThatBeganTooEarlyIsExcused(t *testing.T) {
	crashed := func(count int) docker.Container {
		c := crash(count, time.Millisecond)
		c.ID, c.Config.Labels = "1", map[string]string{"com.docker.compose.service": "w1"}
		return c
	}
	begins := happened("start", "1", map[string]string{"com.docker.compose.service": "w1"})
	for _, test := range []struct {
		name  string
		known bool // with three restarts
		steps func(w *watch, look func(count int))
		want  diagnose.Cause
	}{
		{"the API is away", false, func(w *watch, look func(int)) { look(1); look(9) }, ""},
		{"one run began before the API came, one after", false, func(w *watch, look func(int)) {
			look(6)
			w.record(begins)
			w.passed["API"] = true
			look(7)
			w.record(begins)
			look(8)
		}, ""},
		{"and one more", false, func(w *watch, look func(int)) {
			look(6)
			w.record(begins)
			w.passed["API"] = true
			look(7)
			w.record(begins)
			look(8)
			w.record(begins)
			look(9)
		}, diagnose.CrashLoop},
		{"it was crashing before anybody looked", true, func(w *watch, look func(int)) {
			w.record(begins)
			look(3)
			w.passed["API"] = true
			look(3)
		}, ""},
		{"and does so still", true, func(w *watch, look func(int)) {
			w.record(begins)
			look(3)
			w.passed["API"] = true
			w.record(begins)
			look(4)
		}, diagnose.CrashLoop},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := watching(t, true)
			w.passed["API"] = false
			if test.known {
				w.known["1"] = crashed(3)
			}
			var got diagnose.Cause
			test.steps(w, func(count int) { got = w.hopeless("w1", []docker.Container{crashed(count)}) })
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestStartForgivesButTwoCrashes(t *testing.T) {
	for _, test := range []struct {
		name    string
		crashes []int
		want    bool
	}{
		{"once more", []int{58}, false},
		{"in the same loop", []int{58, 59}, true},
		{"started anew", []int{1, 2, 3}, false},
		{"a new loop", []int{1, 2, 3, 4}, true},
	} {
		r := make(restarts)
		r.forgive(crash(57, time.Millisecond))
		got := false
		for _, n := range test.crashes {
			got = r.loops(crash(n, time.Millisecond), false)
		}
		if got != test.want {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
}

// watching is a watch over the small stack of which Compose is done or not.
func watching(t *testing.T, finished bool) *watch {
	t.Helper()
	w := &watch{
		o: sessionOf(t, "api", "watch", "w1", "w2"), known: make(map[string]docker.Container), finished: finished,
		passed: map[string]bool{"API": true}, started: make(map[string]run), stopped: make(map[string]bool), early: make(map[string]bool),
		restarts: make(restarts), endings: make(endings), lasting: make(map[string]lasting), contexts: make(map[string]checkContext),
		look: make(chan struct{}, 1),
	}
	for _, c := range w.o.Stack.Checks {
		ctx, cancel := context.WithCancelCause(t.Context())
		w.contexts[c.Name] = checkContext{ctx, cancel}
	}
	return w
}

func (w *watch) givenUp() []string {
	var names []string
	for _, c := range w.o.Stack.Checks {
		if w.contexts[c.Name].Err() != nil {
			names = append(names, c.Name)
		}
	}
	return names
}

func TestJudge(t *testing.T) {
	before, after := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	others := []docker.Container{in("watch", "running", after), in("w1", "running", after), in("w2", "running", after)}
	for _, test := range []struct {
		name     string
		api      []docker.Container
		finished bool
		want     []string // API, Seen that asks it too, and Workers that needs it
	}{
		{"up", []docker.Container{in("api", "running", after)}, true, nil},
		{"exited", []docker.Container{in("api", "exited", after)}, true, []string{"API", "Seen", "Workers"}},
		{"exited while Compose starts others", []docker.Container{in("api", "exited", after)}, false, []string{"API", "Seen", "Workers"}},
		{"exited before, and about to be started", []docker.Container{in("api", "exited", before)}, false, nil},
		{"not there yet", nil, false, nil},
		{"not there", nil, true, []string{"API", "Seen", "Workers"}},
		{"created, and about to be started", []docker.Container{in("api", "created", after)}, false, nil},
		{"stranded", []docker.Container{in("api", "created", after)}, true, []string{"API", "Seen", "Workers"}},
		{"replaced", []docker.Container{in("api", "exited", before), in("api", "running", after)}, false, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := watching(t, test.finished)
			for _, c := range test.api {
				if c.Created.Equal(before) {
					w.known[c.ID] = c
				}
			}
			w.judge(append(test.api, others...))
			if got := w.givenUp(); !slices.Equal(got, test.want) {
				t.Errorf("given up %v, want %v", got, test.want)
			}
			var hopeless *diagnose.Unrecoverable
			if cause := context.Cause(w.contexts["API"]); test.want != nil && (!errors.As(cause, &hopeless) || hopeless.Service != "api") {
				t.Errorf("cause %v", cause)
			}
		})
	}
}

func TestProbesAskOnlyWhileTheContainerRuns(t *testing.T) {
	w := watching(t, false)
	asked := 0
	probe := w.once("api", func(context.Context) error { asked++; return nil })
	api := publishing(21001)
	for _, step := range []struct {
		name   string
		happen func()
		asks   bool
	}{
		{"nothing", func() {}, false},
		{"start", func() { w.record(happened("start", api.ID, nil)) }, false},
		{"look", func() { w.seen = []docker.Container{api} }, true},
		{"end of an earlier container", func() { w.record(happened("die", "0", nil)) }, true},
		{"end", func() { w.record(happened("die", api.ID, nil)) }, false},
		{"restart", func() { w.record(happened("start", api.ID, nil)) }, true},
		{"end before the events broke off", func() { w.record(happened("die", api.ID, nil)); w.startAll() }, true},
	} {
		step.happen()
		before := asked
		if err := probe(t.Context()); (err == nil) != step.asks || (asked > before) != step.asks {
			t.Errorf("after %s: asked is %t, %v", step.name, asked > before, err)
		}
	}
}

func TestServicesAreTriedOnceTheirNeedsHavePassed(t *testing.T) {
	w := watching(t, true)
	w.started["w1"] = run{"1", 2}
	for _, test := range []struct {
		passed map[string]bool
		want   map[string]run
	}{
		{map[string]bool{}, map[string]run{"api": {}, "watch": {}}},
		{map[string]bool{"API": true}, map[string]run{"api": {}, "watch": {}, "w1": {"1", 2}, "w2": {}}},
		{map[string]bool{"API": true, "Seen": true, "Workers": true}, map[string]run{}},
	} {
		w.passed = test.passed
		if got := w.tried(); !maps.Equal(got, test.want) {
			t.Errorf("%v passed: %v", test.passed, got)
		}
	}
}

func TestEndOfAnEarlierRunHoldsNoProbeBack(t *testing.T) {
	w := watching(t, false)
	api := publishing(21001)
	api.State.FinishedAt = time.Unix(100, 0)
	w.known[api.ID], w.seen = api, []docker.Container{api}
	probe := w.once("api", func(context.Context) error { return nil })
	for second, asks := range map[int64]bool{99: true, 101: false} {
		w.stopped = make(map[string]bool)
		e := happened("die", api.ID, nil)
		e.Time = time.Unix(second, 0).UnixNano()
		w.record(e)
		if err := probe(t.Context()); (err == nil) != asks {
			t.Errorf("end at second %d: %v", second, err)
		}
	}
}

func TestLookIsOutdatedByWhatComposeDoes(t *testing.T) {
	for _, test := range []struct {
		event    string
		finished bool
		current  bool
	}{
		{"start", false, false}, {"start", true, false}, {"die", false, false}, {"oom", true, true},
		{"health_status: healthy", true, true}, {"health_status: unhealthy", true, false},
	} {
		w := watching(t, test.finished)
		api := in("api", "running", time.Unix(1, 0))
		w.seen = []docker.Container{api}
		w.event(happened(test.event, api.ID, nil))
		if _, current := w.newestLook(); current != test.current {
			t.Errorf("%s, Compose finished: %v: current is %v", test.event, test.finished, current)
		}
	}
}

func TestNewestEventsAreKept(t *testing.T) {
	w := watching(t, true)
	for i := range maxHistory + 3 {
		w.record(happened("exec", strconv.Itoa(i), nil))
	}
	if n := len(w.events); n != maxHistory || w.events[n-1].Actor.ID != strconv.Itoa(maxHistory+2) {
		t.Errorf("%d events, the last %+v", n, w.events[n-1])
	}
}

// happened is an event of a container of service api.
func happened(action, id string, attributes map[string]string) docker.Event {
	e := docker.Event{Action: action}
	e.Actor.ID, e.Actor.Attributes = id, map[string]string{"com.docker.compose.service": "api"}
	maps.Copy(e.Actor.Attributes, attributes)
	return e
}

func TestEndingsAreRecalledWhereTheEngineForgot(t *testing.T) {
	died := func(code string) docker.Event { return happened("die", "api", map[string]string{"exitCode": code}) }
	oom := happened("oom", "api", nil)
	for _, test := range []struct {
		name   string
		events []docker.Event
		state  string
		code   int
		oom    bool
	}{
		{"nothing is known", nil, "running", 0, false},
		{"up again", []docker.Event{died("3"), happened("start", "api", nil)}, "running", 3, false},
		{"up again after two ends", []docker.Event{died("3"), died("4")}, "running", 4, false},
		{"out of memory, and up again", []docker.Event{oom, died("137")}, "running", 137, true},
		{"out of memory, told late", []docker.Event{died("137"), oom}, "running", 137, true},
		{"killed", []docker.Event{died("137")}, "running", 137, false},
		{"a child of it was out of memory", []docker.Event{oom, died("1")}, "running", 1, false},
		{"ended: the engine knows better", []docker.Event{died("3")}, "exited", 0, false},
	} {
		w := watching(t, true)
		for _, e := range test.events {
			w.record(e)
		}
		containers := []docker.Container{in("api", test.state, time.Time{})}
		containers[0].ID = "api"
		w.recall(containers)
		if got := containers[0].State; got.ExitCode != test.code || got.OOMKilled != test.oom {
			t.Errorf("%s: exit code %d, out of memory %v", test.name, got.ExitCode, got.OOMKilled)
		}
	}
}
