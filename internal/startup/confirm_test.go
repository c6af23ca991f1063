package startup

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/watch"
	"github.com/seed-491dada8/sandbox/stack"
)

// No check asks aside.
func TestGateWaitsForServicesThatNoCheckAsks(t *testing.T) {
	of := func(state, health string) func() docker.Container {
		return func() docker.Container {
			c := stacktest.Container("aside", state, time.Now())
			c.State.StartedAt = time.Now()
			if health != "" {
				c.State.Health = &docker.Health{Status: health}
			}
			return c
		}
	}
	for _, test := range []struct {
		name    string
		aside   func() docker.Container
		excused bool
		after   time.Duration // of the verdict, at least
		unready string        // why it does not pass
	}{
		{"running", of("running", ""), false, time.Second, ""},
		{"healthy", of("running", "healthy"), false, 0, ""},
		{"not healthy yet", of("running", "starting"), false, 9 * time.Second, "container aside is not healthy: its health is starting"},
		{"unhealthy", of("running", "unhealthy"), false, 9 * time.Second, "container aside is unhealthy"},
		{"a job that is done", of("exited", ""), false, 0, ""},
		{"not healthy yet, and excused", of("running", "starting"), true, 0, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := stacktest.Workspace("api", "aside")
				w.Stack.Services[0].Ports = nil
				w.Stack.Services = append(w.Stack.Services, stack.Service{Name: "aside", Excused: test.excused})
				ctx, cancel := context.WithCancel(t.Context())
				cancel() // the watch follows nothing
				a := &attempt{w: w, started: make(chan struct{}), watch: watch.Start(ctx, w, nil, []docker.Container{stacktest.Container("api", "running", time.Now()), test.aside()}, nil)}
				<-a.watch.Done()
				close(a.started)
				verdict, err := gate.Gate{
					Timeout: 10 * time.Second, Settle: a.settle, Confirm: a.confirm,
					Checks: []gate.Check{{Name: "API", Probe: func(context.Context) error { return nil }}},
				}.Run(t.Context())
				why := ""
				if verdict.Unsettled != nil {
					why = verdict.Unsettled.Error()
				}
				if err != nil || verdict.Passed != (test.unready == "") || why != test.unready || verdict.Duration < test.after || test.after == 0 && verdict.Duration > 0 {
					t.Errorf("after %s: passed is %v, %q, %v", verdict.Duration, verdict.Passed, why, err)
				}
			})
		})
	}
}

// The probe of a check asks one port, behind which any of the replicas may answer.
func TestEveryReplicaOfAServiceThatACheckAsksCounts(t *testing.T) {
	replica := func(number, state, health string) docker.Container {
		c := stacktest.Container("api", state, time.Now())
		c.ID, c.Config.Labels["com.docker.compose.container-number"] = number, number
		if health != "" {
			c.State.Health = &docker.Health{Status: health}
		}
		return c
	}
	for _, test := range []struct {
		name   string
		second []docker.Container
		want   string
	}{
		{"both run", []docker.Container{replica("2", "running", "")}, ""},
		{"one has ended", []docker.Container{replica("2", "exited", "")}, "container api 2 of 2 exited with code 0"},
		{"one is unhealthy", []docker.Container{replica("2", "running", "unhealthy")}, "container api 2 of 2 is unhealthy"},
		{"one restarts", []docker.Container{replica("2", "restarting", "")}, "container api 2 of 2 is restarting"},
		{"one was not created", nil, "container api 2 of 2 was not created"},
	} {
		w := stacktest.Workspace()
		w.Config.Services["api"] = composefile.Service{Scale: new(2)}
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // the watch follows nothing
		a := &attempt{w: w, watch: watch.Start(ctx, w, nil, append(test.second, replica("1", "running", "")), nil)}
		<-a.watch.Done()
		got := ""
		if err := a.confirm(t.Context()); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

// The state of the container says what the reason does, and more.
func TestAReportSaysOnceWhatIsWrongWithAContainer(t *testing.T) {
	for cause, want := range map[diagnose.Cause]int{diagnose.Unhealthy: 1, diagnose.Unknown: 2} {
		why := &unconfirmed{diagnose.Unrecoverable{Cause: cause, Service: "web"}, "container web is unhealthy", true}
		facts := diagnose.Facts{
			Checks:   []diagnose.FailedCheck{startFacts(why)},
			Services: []diagnose.ServiceFacts{{Name: "web", Container: &diagnose.ContainerFacts{State: "running", Health: "unhealthy", Started: time.Minute}}},
		}
		if got := diagnose.Diagnose(facts)[0]; len(got.Details) != want || got.Service != "web" {
			t.Errorf("%s: got %+v", cause, got)
		}
	}
}
