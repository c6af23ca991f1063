package watch

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/stack"
)

// Service api depends on cache, which depends on job. No check asks either, nor aside, on
// which nothing depends.
func TestServiceThatNoCheckAsksEndsTheChecksThatNeedIt(t *testing.T) {
	after := time.Now().Add(time.Hour)
	exited := func(service string, code int) docker.Container {
		c := stacktest.Container(service, "exited", after)
		c.State.ExitCode = code
		return c
	}
	looping := stacktest.Container("cache", "restarting", after)
	looping.RestartCount = loopAfter + 1
	all := []string{"API", "Seen", "Workers"}
	for _, test := range []struct {
		name    string
		now     docker.Container
		passed  bool // what else may be needed has
		excused bool
		want    []string
		blamed  string
	}{
		{"a job that failed", exited("job", 1), true, false, all, "job"},
		{"a job that is done", exited("job", 0), true, false, nil, ""},
		{"a service that ended", exited("cache", 2), true, false, all, "cache"},
		{"a service that ended, while others start", exited("cache", 2), false, false, all, "cache"},
		{"a crash loop", looping, true, false, all, "cache"},
		{"a service that the gate excuses", exited("cache", 2), true, true, nil, ""},
		{"a service that nothing needs", exited("aside", 2), true, false, nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := watching(t, test.passed)
			w.workspace = stacktest.Workspace("api", "watch", "w1", "w2", "cache", "job", "aside")
			depends := func(service, on string) {
				w.workspace.Config.Services[service] = composefile.Service{DependsOn: map[string]composefile.Dependency{on: {Condition: "service_started", Required: true}}}
			}
			depends("api", "cache")
			depends("cache", "job")
			w.workspace.Stack.Services = append(w.workspace.Stack.Services, stack.Service{Name: "cache", Excused: test.excused})
			containers := []docker.Container{test.now}
			for name := range w.workspace.Config.Services {
				if name != test.now.Service() {
					containers = append(containers, stacktest.Container(name, "running", after))
				}
			}
			w.judge(containers)
			if got := w.givenUp(); !slices.Equal(got, test.want) {
				t.Errorf("given up %v, want %v", got, test.want)
			}
			var why *diagnose.Unrecoverable
			if errors.As(context.Cause(w.checks["API"].ctx), &why); test.blamed != "" && (why == nil || why.Service != test.blamed) {
				t.Errorf("blamed %v", why)
			}
		})
	}
}

func TestStopIsNoEndByItself(t *testing.T) {
	ended := happened("die", "api", map[string]string{"exitCode": "0"})
	for _, test := range []struct {
		name   string
		events []docker.Event
		code   int
		want   bool
	}{
		{"stopped", []docker.Event{ended, happened("stop", "api", nil)}, 0, true},
		{"ended by itself", []docker.Event{ended}, 0, false},
		{"stopped, started, and ended", []docker.Event{ended, happened("stop", "api", nil), happened("start", "api", nil), ended}, 0, false},
		{"forgotten, as after a stop", nil, 143, true},
		{"forgotten, with an error", nil, 3, false},
	} {
		w := watching(t, true)
		for _, e := range test.events {
			w.record(e)
		}
		c := stacktest.Container("api", "exited", time.Time{})
		c.ID, c.State.ExitCode = "api", test.code
		if got := w.Stopped(c); got != test.want {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
}

// Nothing says whether job, which no check asks, is a job.
func TestAServiceThatWasStoppedIsNoJobThatIsDone(t *testing.T) {
	ended := happened("die", "job", map[string]string{"com.docker.compose.service": "job", "exitCode": "0"})
	stop := happened("stop", "job", map[string]string{"com.docker.compose.service": "job"})
	for name, test := range map[string]struct {
		events []docker.Event
		marked bool // as stopped, before the watch began
		want   diagnose.Cause
	}{
		"done":                                  {[]docker.Event{ended}, false, ""},
		"stopped":                               {[]docker.Event{ended, stop}, false, diagnose.ContainerExited},
		"stopped before anybody looked":         {nil, true, diagnose.ContainerExited},
		"stopped, and the engine has forgotten": {nil, false, ""},
	} {
		c := stacktest.Container("job", "exited", time.Now())
		c.ID, c.Stopped, c.State.FinishedAt = "job", test.marked, time.Now()
		w := newWatch(stacktest.Workspace("job"), []docker.Container{c})
		w.finished, w.complete, w.before[c.ID] = true, true, c
		for _, e := range test.events {
			w.record(e)
		}
		listed, _ := w.Newest()
		r := condition.Replica{Service: "job", Number: 1, Of: 1, Container: listed[0], Found: true}
		if got := w.Lost(r); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
