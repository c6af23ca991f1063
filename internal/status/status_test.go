package status_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/status"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

func described(t *testing.T, services []string, containers ...docker.Container) report.Status {
	t.Helper()
	d := report.NewStatus()
	d.Instance, d.Slot = "a", new(1)
	status.Describe(t.Context(), stacktest.Workspace(services...), containers, d)
	d.Conclude(nil)
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	schematest.Valid(t, "status", text)
	return *d
}

func TestServicesAnswerForThemselves(t *testing.T) {
	d := described(t, []string{"api", "watch", "w1"},
		stacktest.Publishing(21001), stacktest.Container("watch", "running", time.Now()), stacktest.Container("w1", "exited", time.Now()))
	if d.State != report.Partial || d.Up != 2 {
		t.Errorf("got %+v", d)
	}
	want := []report.ServiceStatus{
		{Name: "api", Label: "API", URL: "http://localhost:21001", Protocol: "tcp", Ready: true, State: report.Ready, Message: "up"},
		{Name: "watch", Label: "Watch", State: report.NotReady, Message: "not ready: watch is away"},
	}
	for i, service := range d.Services {
		if service.Container = nil; !reflect.DeepEqual(service, want[i]) {
			t.Errorf("got %+v, want %+v", service, want[i])
		}
	}
	for i, state := range []string{"exited", report.NotInStack, report.NotInStack} {
		if got := d.Workers[i]; got.State != state || got.Registered || got.URL != "" {
			t.Errorf("got %+v, want %s", got, state)
		}
	}
}

// Before the first result of a healthcheck, the service's own answer counts.
func TestContainersThatAnswerOrPassAreHealthy(t *testing.T) {
	api, watch := stacktest.Publishing(21001), stacktest.Container("watch", "running", time.Now())
	api.State.Health = &docker.Health{Status: "starting"}
	d := described(t, []string{"api", "watch"}, api, watch)
	if d.Up != 2 || d.Healthy != 1 || d.Checked != 1 || d.Passing != 0 {
		t.Errorf("api answers, and watch does not: got %+v", d)
	}
	api.State.Health.Status = "unhealthy"
	if d := described(t, []string{"api", "watch"}, api, watch); d.Healthy != 0 {
		t.Errorf("api is unhealthy: got %+v", d)
	}
}

// Another process may answer on the port of a container that is gone.
func TestAnswersOfStrangersDoNotCount(t *testing.T) {
	exited := stacktest.Container("api", "exited", time.Now())
	exited.State.ExitCode = 3
	d := described(t, []string{"api", "watch", "w1"}, exited)
	if d.State != report.Stopped || d.Healthy != 0 || d.Total != 3 {
		t.Errorf("got %+v", d)
	}
	for i, message := range []string{"exited with code 3", "not started"} {
		if got := d.Services[i]; got.Ready || got.Message != message {
			t.Errorf("got %+v, want %s", got, message)
		}
	}
}

func TestWorkersAreReadyIfTheyAreRegistered(t *testing.T) {
	missing := fmt.Errorf("GET returned %w", &stack.Unregistered{Expected: 2, Services: []string{"w2"}})
	for name, test := range map[string]struct {
		register error
		want     []string
	}{
		"all":         {nil, []string{"registered", "registered"}},
		"all but one": {missing, []string{"registered", "not registered"}},
		"no register": {errors.New("refused"), []string{"not registered: the register does not answer", "not registered: the register does not answer"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := stacktest.Workspace("w1", "w2")
			w.Stack.Checks[2].Probe = func(func(string) stack.Endpoint, []string) gate.Probe {
				return func(context.Context) error { return test.register }
			}
			d := report.NewStatus()
			status.Describe(t.Context(), w, []docker.Container{stacktest.Container("w1", "running", time.Now()), stacktest.Container("w2", "running", time.Now())}, d)
			for i, want := range test.want {
				if got := d.Workers[i].Message; got != want {
					t.Errorf("%s: got %q, want %q", d.Workers[i].Name, got, want)
				}
			}
		})
	}
}

func TestAWorkerOfAStackWithoutARegisterAnswersForItself(t *testing.T) {
	w := stacktest.Workspace("w1")
	w.Stack.Checks = nil
	d := report.NewStatus()
	status.Describe(t.Context(), w, []docker.Container{stacktest.Container("w1", "running", time.Now())}, d)
	if got := d.Workers[0]; got.State != report.Ready || got.Message != "up" {
		t.Errorf("got %+v", got)
	}
}

func TestAServiceWithoutAContainerIsNotStartedWhateverItsReplicas(t *testing.T) {
	w := stacktest.Workspace("watch")
	two := w.Config.Services["watch"]
	two.Scale = new(2)
	w.Config.Services["watch"] = two
	d := report.NewStatus()
	status.Describe(t.Context(), w, nil, d)
	for _, service := range d.Services {
		if service.Name == "watch" && service.Message != "not started" {
			t.Errorf("got %q", service.Message)
		}
	}
}

func TestTheReplicaThatEndedIsNamedWithItsService(t *testing.T) {
	up, killed := stacktest.Container("api", "running", time.Now()), stacktest.Container("api", "exited", time.Now())
	up.Config.Labels["com.docker.compose.container-number"], killed.Config.Labels["com.docker.compose.container-number"] = "1", "2"
	killed.State.ExitCode = 137
	if got := described(t, []string{"api"}, up, killed).Services[0].Message; got != "api 2 of 2 exited with code 137" {
		t.Errorf("got %q", got)
	}
}

func TestAServiceThatLostItsNetworkIsNotReadyWhateverItsHealth(t *testing.T) {
	started := time.Now()
	owner, sharer := stacktest.Publishing(21001), stacktest.Container("w1", "running", started)
	owner.ID, owner.Name, owner.State.StartedAt = "0123", "/a-api-1", started.Add(time.Second)
	sharer.HostConfig.NetworkMode, sharer.State.StartedAt = "container:0123", started
	w := stacktest.Workspace("api", "w1")
	w.Stack.Checks = nil
	d := report.NewStatus()
	status.Describe(t.Context(), w, []docker.Container{owner, sharer}, d)
	if got := d.Workers[0]; got.Ready || got.State != report.NotReady || got.Message != "no network: container a-api-1 was started since" {
		t.Errorf("got %+v", got)
	}
}
