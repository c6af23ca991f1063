package watch

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/inside"
	"github.com/seed-491dada8/sandbox/internal/probes"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/stack"
)

// crash is a container that waits to be restarted after a run of some length.
func crash(count int, ran time.Duration) docker.Container {
	c := stacktest.Container("api", "restarting", time.Unix(1, 0))
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
		{"up now", []docker.Container{crash(57, long), stacktest.Container("api", "running", time.Unix(1, 0))}, 0, false},
		{"a healthy spell in between", []docker.Container{crash(3, short), crash(4, long), crash(5, short), crash(6, short)}, 0, false},
		{"while the database was away", []docker.Container{crash(1, short), crash(57, short)}, 2, false},
		{"and once after it came", []docker.Container{crash(1, short), crash(57, short), crash(58, short)}, 2, false},
		{"and twice after it came", []docker.Container{crash(1, short), crash(57, short), crash(58, short), crash(59, short)}, 2, true},
		{"and twice after it came soon", []docker.Container{crash(1, short), crash(2, short), crash(3, short)}, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &container{}
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
		steps func(w *Watch, look func(count int))
		want  diagnose.Cause
	}{
		{"the API is away", false, func(w *Watch, look func(int)) { look(1); look(9) }, ""},
		{"one run began before the API came, one after", false, func(w *Watch, look func(int)) {
			look(6)
			w.record(begins)
			w.checks["API"].passed = true
			look(7)
			w.record(begins)
			look(8)
		}, ""},
		{"and one more", false, func(w *Watch, look func(int)) {
			look(6)
			w.record(begins)
			w.checks["API"].passed = true
			look(7)
			w.record(begins)
			look(8)
			w.record(begins)
			look(9)
		}, diagnose.CrashLoop},
		{"it was crashing before anybody looked", true, func(w *Watch, look func(int)) {
			w.record(begins)
			look(3)
			w.checks["API"].passed = true
			look(3)
		}, ""},
		{"and does so still", true, func(w *Watch, look func(int)) {
			w.record(begins)
			look(3)
			w.checks["API"].passed = true
			w.record(begins)
			look(4)
		}, diagnose.CrashLoop},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := watching(t, true)
			w.checks["API"].passed = false
			if test.known {
				w.before["1"] = crashed(3)
			}
			var got diagnose.Cause
			test.steps(w, func(count int) { got = w.unrecoverable("w1", []docker.Container{crashed(count)}) })
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
		r := &container{}
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

// watching returns a watch over the small stack that follows nothing. Compose is done or
// not, and API has passed.
func watching(t *testing.T, finished bool) *Watch {
	t.Helper()
	w := newWatch(stacktest.Workspace("api", "watch", "w1", "w2"), nil)
	w.finished, w.complete, w.checks["API"].passed = finished, finished, true
	return w
}

func (w *Watch) givenUp() []string {
	var names []string
	for _, c := range w.workspace.Stack.Checks {
		if w.checks[c.Name].ctx.Err() != nil {
			names = append(names, c.Name)
		}
	}
	return names
}

func TestJudge(t *testing.T) {
	before, after := time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	unpublished := stacktest.Container("api", "running", after)
	unpublished.NetworkSettings.Ports = nil
	others := []docker.Container{stacktest.Container("watch", "running", after), stacktest.Container("w1", "running", after), stacktest.Container("w2", "running", after)}
	for _, test := range []struct {
		name     string
		api      []docker.Container
		finished bool
		want     []string // API, Seen that asks it too, and Workers that needs it
	}{
		{"up", []docker.Container{stacktest.Container("api", "running", after)}, true, nil},
		{"publishes no port", []docker.Container{unpublished}, true, []string{"API", "Seen", "Workers"}},
		{"exited", []docker.Container{stacktest.Container("api", "exited", after)}, true, []string{"API", "Seen", "Workers"}},
		{"exited while Compose starts others", []docker.Container{stacktest.Container("api", "exited", after)}, false, []string{"API", "Seen", "Workers"}},
		{"exited before, and about to be started", []docker.Container{stacktest.Container("api", "exited", before)}, false, nil},
		{"not there yet", nil, false, nil},
		{"not there", nil, true, []string{"API", "Seen", "Workers"}},
		{"created, and about to be started", []docker.Container{stacktest.Container("api", "created", after)}, false, nil},
		{"stranded", []docker.Container{stacktest.Container("api", "created", after)}, true, []string{"API", "Seen", "Workers"}},
		{"replaced", []docker.Container{stacktest.Container("api", "exited", before), stacktest.Container("api", "running", after)}, false, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := watching(t, test.finished)
			for _, c := range test.api {
				if c.Created.Equal(before) {
					w.before[c.ID] = c
				}
			}
			w.judge(append(test.api, others...))
			if got := w.givenUp(); !slices.Equal(got, test.want) {
				t.Errorf("given up %v, want %v", got, test.want)
			}
			var unrecoverable *diagnose.Unrecoverable
			if cause := context.Cause(w.checks["API"].ctx); test.want != nil && (!errors.As(cause, &unrecoverable) || unrecoverable.Service != "api") {
				t.Errorf("cause %v", cause)
			}
		})
	}
}

func TestProbesAskOnlyWhileTheContainerRuns(t *testing.T) {
	w := watching(t, false)
	asked := 0
	probe := asking(w, func(context.Context) error { asked++; return nil })
	api := stacktest.Publishing(21001)
	for _, step := range []struct {
		name   string
		happen func()
		asks   bool
	}{
		{"nothing", func() {}, false},
		{"start", func() { w.record(happened("start", api.ID, nil)) }, false},
		{"look", func() { w.listed = []docker.Container{api} }, true},
		{"end of an earlier container", func() { w.record(happened("die", "0", nil)) }, true},
		{"end", func() { w.record(happened("die", api.ID, nil)) }, false},
		{"restart", func() { w.record(happened("start", api.ID, nil)) }, true},
		{"end before the events broke off", func() { w.record(happened("die", api.ID, nil)); w.assumeAllStarted() }, true},
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
	w.runs["w1"] = Run{"1", 2}
	for _, test := range []struct {
		passed map[string]bool
		want   map[string]Run
	}{
		{map[string]bool{}, map[string]Run{"api": {}, "watch": {}}},
		{map[string]bool{"API": true}, map[string]Run{"api": {}, "watch": {}, "w1": {"1", 2}, "w2": {}}},
		{map[string]bool{"API": true, "Seen": true, "Workers": true}, map[string]Run{}},
	} {
		for name, c := range w.checks {
			c.passed = test.passed[name]
		}
		if got := w.Tried(); !maps.Equal(got, test.want) {
			t.Errorf("%v passed: %v", test.passed, got)
		}
	}
}

func TestEndOfAnEarlierRunHoldsNoProbeBack(t *testing.T) {
	w := watching(t, false)
	api := stacktest.Publishing(21001)
	api.State.FinishedAt = time.Unix(100, 0)
	w.before[api.ID], w.listed = api, []docker.Container{api}
	probe := asking(w, func(context.Context) error { return nil })
	for second, asks := range map[int64]bool{99: true, 101: false} {
		w.container(api.ID).stopped = false
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
		api := stacktest.Container("api", "running", time.Unix(1, 0))
		w.listed = []docker.Container{api}
		w.event(happened(test.event, api.ID, nil))
		if _, current := w.Newest(); current != test.current {
			t.Errorf("%s, Compose finished: %v: current is %v", test.event, test.finished, current)
		}
	}
}

// Until then, its check would take the container for one that does not run.
func TestTheStartOfAContainerWhoseClientIsAskedIsLookedAt(t *testing.T) {
	w := watching(t, false)
	asked := derive.Asked{Client: inside.Redis("")}
	w.workspace.Derived = &derived.Stack{Derived: derive.Derived{Services: []derive.Service{{Name: "redis", Asked: asked}}}}
	w.workspace.Stack.Services = append(w.workspace.Stack.Services, stack.Service{Name: "redis"})
	w.workspace.Stack.Checks = append(w.workspace.Stack.Checks, stack.Check{Name: "redis", Services: []string{"redis"}})
	w.event(happened("start", "redis", map[string]string{"com.docker.compose.service": "redis"}))
	if len(w.requests) == 0 {
		t.Error("no list of the containers is asked for")
	}
}

func TestNewestEventsAreKept(t *testing.T) {
	w := watching(t, true)
	for i := range maxEvents + 3 {
		w.record(happened("exec", strconv.Itoa(i), nil))
	}
	if n := len(w.events); n != maxEvents || w.events[n-1].Actor.ID != strconv.Itoa(maxEvents+2) {
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
		containers := []docker.Container{stacktest.Container("api", test.state, time.Time{})}
		containers[0].ID = "api"
		w.AddEndings(containers)
		if got := containers[0].State; got.ExitCode != test.code || got.OOMKilled != test.oom {
			t.Errorf("%s: exit code %d, out of memory %v", test.name, got.ExitCode, got.OOMKilled)
		}
	}
}

// asking returns the probe of api, which asks only while its container runs.
func asking(w *Watch, probe gate.Probe) gate.Probe {
	w.workspace.Stack.Services[0].Probe = func(stack.Endpoint) gate.Probe { return probe }
	return probes.Asker{Workspace: w.workspace, Running: w.Running}.Service("api")
}

// A second up of an unchanged stack, and every gate, start nothing.
func TestWhereNothingWasStartedTheContainersAreTheStack(t *testing.T) {
	now := time.Now().Add(-time.Minute)
	all := func(api docker.Container) []docker.Container {
		return []docker.Container{api, stacktest.Container("watch", "running", now), stacktest.Container("w1", "running", now), stacktest.Container("w2", "running", now)}
	}
	for state, want := range map[string][]string{"running": nil, "exited": {"API", "Seen", "Workers"}, "created": {"API", "Seen", "Workers"}} {
		containers := all(stacktest.Container("api", state, now))
		w := newWatch(stacktest.Workspace("api", "watch", "w1", "w2"), containers)
		for _, c := range containers {
			w.before[c.ID] = c
		}
		w.judge(containers) // Compose may be about to start them
		if got := w.givenUp(); got != nil {
			t.Errorf("%s: given up %v too early", state, got)
		}
		w.NothingStarted()
		if _, current := w.Newest(); !current || !slices.Equal(w.givenUp(), want) {
			t.Errorf("%s: given up %v, want %v; the list is current: %t", state, w.givenUp(), want, current)
		}
	}
}
