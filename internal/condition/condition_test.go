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

func TestHealthy(t *testing.T) {
	type state struct {
		up      bool
		health  string
		answers bool
	}
	for s, want := range map[state]bool{
		{true, "healthy", false}:  true,
		{true, "unhealthy", true}: false,
		{true, "starting", true}:  true,
		{true, "starting", false}: false,
		{true, "", true}:          true,
		{true, "", false}:         false,
		{false, "healthy", true}:  false, // another process answers on its port
	} {
		var c docker.Container
		c.State.Running = s.up
		c.State.Health = &docker.Health{Status: s.health}
		if got := condition.Healthy(c, s.answers); got != want {
			t.Errorf("%+v: %v", s, got)
		}
	}
}

func TestNewestContainerCounts(t *testing.T) {
	now := time.Now()
	old, replacement := stacktest.Container("api", "exited", now.Add(-time.Hour)), stacktest.Container("api", "created", now)
	for _, containers := range [][]docker.Container{{old, replacement}, {replacement, old}} {
		if c, found := condition.Newest(containers, "api"); !found || c.ID != replacement.ID {
			t.Errorf("got %s, %v", c.ID, found)
		}
	}
	if _, found := condition.Newest([]docker.Container{old}, "other"); found {
		t.Error("found a stranger")
	}
}

func TestDead(t *testing.T) {
	for state, want := range map[string]diagnose.Cause{
		"running": "", "restarting": "", "created": diagnose.Stranded, "exited": diagnose.ContainerExited,
		"dead": diagnose.ContainerExited, "paused": diagnose.Paused, "removing": "",
	} {
		if got := condition.Dead(stacktest.Container("api", state, time.Now()), true); got != want {
			t.Errorf("%s: got %q, want %q", state, got, want)
		}
	}
	if got := condition.Dead(docker.Container{}, false); got != diagnose.NotCreated {
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
		name         string
		c            docker.Container
		found, asked bool
		want         string
	}{
		{"up", stacktest.Container("job", "running", time.Now()), true, true, ""},
		{"one that ran once and is done", exited(0), true, false, ""},
		{"one that ran once and failed", exited(1), true, false, "container job exited with code 1"},
		{"a server that left", exited(0), true, true, "container job exited with code 0"},
		{"restarting", stacktest.Container("job", "restarting", time.Now()), true, false, "container job is restarting"},
		{"unhealthy", sick, true, true, "container job is unhealthy"},
		{"stranded", stacktest.Container("job", "created", time.Now()), true, false, "container job is created"},
		{"none", docker.Container{}, false, true, "container job was not created"},
	} {
		if _, got := condition.Unsound("job", test.c, test.found, test.asked); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
