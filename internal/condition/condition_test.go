package condition_test

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestAJobIsDoneWhenItExitsWithoutFailure(t *testing.T) {
	in := func(status string, code int) (c docker.Container) {
		c.State.Status, c.State.ExitCode = status, code
		return c
	}
	for _, test := range []struct {
		name      string
		container docker.Container
		ending    jobs.Ending
		want      bool
	}{
		{"a job", in("exited", 0), jobs.Success, true},
		{"a job of an image with a healthcheck", checked(in("exited", 0)), jobs.Success, true},
		{"perhaps a job", in("exited", 0), jobs.Perhaps, true},
		{"a service whose image has a healthcheck", checked(in("exited", 0)), jobs.Perhaps, false},
		{"a service that was stopped", stopped(in("exited", 0)), jobs.Perhaps, false},
		{"a service that has to run on", in("exited", 0), jobs.Outage, false},
		{"a job that failed", in("exited", 1), jobs.Success, false},
		{"a job at work", in("running", 0), jobs.Success, false},
		{"a job that was not started", in("created", 0), jobs.Perhaps, false},
	} {
		if got := condition.Done(test.container, test.ending); got != test.want {
			t.Errorf("%s: got %t", test.name, got)
		}
	}
}

// checked returns a container that has a healthcheck. Once it has ended, it is unhealthy.
func checked(c docker.Container) docker.Container {
	c.State.Health = &docker.Health{Status: "unhealthy"}
	return c
}

func stopped(c docker.Container) docker.Container {
	c.Stopped = true
	return c
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
	again := stacktest.Container("api", "exited", time.Now())
	again.State.Error = "error mounting"
	if got := replica(again).Dead(); got != diagnose.StartRefused {
		t.Errorf("an ended container that the engine could not start again: got %q", got)
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
	for _, test := range []struct {
		name   string
		c      docker.Container
		ending jobs.Ending
		want   string
	}{
		{"up", stacktest.Container("job", "running", time.Now()), jobs.Outage, ""},
		{"one that ran once and is done", exited(0), jobs.Success, ""},
		{"one that ran once and failed", exited(1), jobs.Success, "container job exited with code 1"},
		{"a server that left", exited(0), jobs.Outage, "container job exited with code 0"},
		{"restarting", stacktest.Container("job", "restarting", time.Now()), jobs.Success, "container job is restarting"},
		{"a job of an image with a healthcheck that is done", checked(exited(0)), jobs.Success, ""},
		{"a server with a healthcheck that left", checked(exited(0)), jobs.Perhaps, "container job exited with code 0"},
		{"unhealthy", checked(stacktest.Container("job", "running", time.Now())), jobs.Outage, "container job is unhealthy"},
		{"stranded", stacktest.Container("job", "created", time.Now()), jobs.Success, "container job is created"},
		{"none", docker.Container{}, jobs.Outage, "container job was not created"},
	} {
		r := replica(test.c)
		r.Service = "job"
		if _, got := r.Unsound(test.ending); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
