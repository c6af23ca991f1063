// Package condition judges the condition of a service by its container.
package condition

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/report"
)

// Newest returns the newest container of a service. While Compose replaces a
// container, both exist.
func Newest(containers []docker.Container, service string) (newest docker.Container, found bool) {
	for _, c := range containers {
		if c.Service() == service && (newest.ID == "" || c.Created.After(newest.Created)) {
			newest = c
		}
	}
	return newest, newest.ID != ""
}

// Done reports whether a container has run once, as a job does, and succeeded: no
// check asks it, and it exited with 0.
func Done(c docker.Container, asked bool) bool {
	return c.State.Status == "exited" && c.State.ExitCode == 0 && !asked
}

// Healthy reports whether the container is healthy. Docker's health status decides.
// Without a healthcheck, or before its first result, answers does.
func Healthy(c docker.Container, answers bool) bool {
	switch {
	case !c.Up():
		return false
	case c.Health() == "healthy":
		return true
	case c.Health() == "unhealthy":
		return false
	default:
		return answers
	}
}

// Dead returns why a service's container cannot come up by itself any more, or "".
func Dead(c docker.Container, found bool) diagnose.Cause {
	switch {
	case !found:
		return diagnose.NotCreated
	case c.State.Paused:
		return diagnose.Paused
	case slices.Contains([]string{"exited", "dead"}, c.State.Status):
		return diagnose.ContainerExited
	case c.State.Status == "created":
		return diagnose.Stranded
	}
	return ""
}

// Unsound returns why a service's container keeps the gate from passing, or "".
// Asked says that a check asks the service.
func Unsound(service string, c docker.Container, found, asked bool) (cause diagnose.Cause, reason string) {
	switch {
	case !found:
		return diagnose.NotCreated, fmt.Sprintf("container %s was not created", service)
	case c.State.Restarting:
		return diagnose.CrashLoop, fmt.Sprintf("container %s is restarting", service)
	case c.Health() == "unhealthy":
		return diagnose.Unhealthy, fmt.Sprintf("container %s is unhealthy", service)
	case Done(c, asked):
		return "", ""
	case c.State.Status == "exited":
		return diagnose.ContainerExited, fmt.Sprintf("container %s exited with code %d", service, c.State.ExitCode)
	case !c.Up():
		return cmp.Or(Dead(c, found), diagnose.Unknown), fmt.Sprintf("container %s is %s", service, c.State.Status)
	}
	return "", ""
}

// Report describes the container for programs; it returns nil if there is none.
func Report(c docker.Container, found bool) *report.Container {
	if !found {
		return nil
	}
	return &report.Container{
		Name: c.ShortName(), State: c.State.Status, Health: c.Health(), ExitCode: c.State.ExitCode, Restarts: c.RestartCount,
	}
}
