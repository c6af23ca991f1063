package condition_test

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestAJobIsDoneWhenItExitsWithoutFailure(t *testing.T) {
	in := func(status string, code int) (c docker.Container) {
		c.State.Status, c.State.ExitCode = status, code
		return c
	}
	for _, test := range []struct {
		container docker.Container
		asked     bool
		want      bool
	}{
		{in("exited", 0), false, true},
		{in("exited", 0), true, false},
		{in("exited", 1), false, false},
		{in("running", 0), false, false},
		{in("created", 0), false, false},
	} {
		if got := condition.Done(test.container, test.asked); got != test.want {
			t.Errorf("%s with %d, asked %t: %t", test.container.State.Status, test.container.State.ExitCode, test.asked, got)
		}
	}
}

// replica returns the only replica of a service.
func replica(c docker.Container) condition.Replica {
	return condition.Replica{Service: c.Service(), Number: 1, Of: 1, Container: c, Found: c.ID != ""}
}

func TestDead(t *testing.T) {
	for state, want := range map[string]diagnose.Cause{
		"running": "", "restarting": "", "created": diagnose.Stranded, "exited": diagnose.ContainerExited,
		"dead": diagnose.ContainerExited, "paused": diagnose.Paused, "removing": "",
	} {
		if got := replica(stacktest.Container("api", state, time.Now())).Dead(); got != want {
			t.Errorf("%s: got %q, want %q", state, got, want)
		}
	}
	if got := (condition.Replica{Service: "api"}).Dead(); got != diagnose.NotCreated {
		t.Errorf("got %q", got)
	}
}

func TestUnsound(t *testing.T) {
	exited := func(code int) docker.Container {
		c := stacktest.Container("job", "exited", time.Now())
		c.State.ExitCode = code
		return c
	}
	sick := stacktest.Container("job", "running", time.Now())
	sick.State.Health = &docker.Health{Status: "unhealthy"}
	for _, test := range []struct {
		name  string
		c     docker.Container
		asked bool
		want  string
	}{
		{"up", stacktest.Container("job", "running", time.Now()), true, ""},
		{"one that ran once and is done", exited(0), false, ""},
		{"one that ran once and failed", exited(1), false, "container job exited with code 1"},
		{"a server that left", exited(0), true, "container job exited with code 0"},
		{"restarting", stacktest.Container("job", "restarting", time.Now()), false, "container job is restarting"},
		{"unhealthy", sick, true, "container job is unhealthy"},
		{"stranded", stacktest.Container("job", "created", time.Now()), false, "container job is created"},
		{"none", docker.Container{}, true, "container job was not created"},
	} {
		r := replica(test.c)
		r.Service = "job"
		if _, got := r.Unsound(test.asked); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
