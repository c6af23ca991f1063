// Package condition judges services by their containers, and counts and names the
// containers for every command.
package condition

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/report"
)

// Done reports whether a container has run once, as a job does, and succeeded: it exited
// with 0, and its service is a job, or may be one. If it only may be one, the container is
// not done if it has a healthcheck, also one of its image, or was stopped by hand. The
// engine soon forgets that it was stopped, and then the container counts as done.
func Done(c docker.Container, ending jobs.Ending) bool {
	if c.State.Status != "exited" || c.State.ExitCode != 0 {
		return false
	}
	return ending == jobs.Success || ending == jobs.Perhaps && c.Health() == "" && !c.Stopped
}

// Dead returns why the container of a replica cannot come up by itself any more, or "".
func (r Replica) Dead() diagnose.Cause {
	switch c := r.Container; {
	case !r.Found:
		return diagnose.NotCreated
	case c.State.Paused:
		return diagnose.Paused
	case c.State.Status == "exited" && c.State.Error != "":
		return diagnose.StartRefused
	case slices.Contains([]string{"exited", "dead"}, c.State.Status):
		return diagnose.ContainerExited
	case c.State.Status == "created":
		return diagnose.Stranded
	}
	return ""
}

// Unsound returns why the container of a replica keeps the gate from passing, or "".
// Ending says what its exit with code 0 means.
func (r Replica) Unsound(ending jobs.Ending) (cause diagnose.Cause, reason string) {
	switch c := r.Container; {
	case !r.Found:
		return diagnose.NotCreated, fmt.Sprintf("container %s was not created", r)
	case c.State.Restarting:
		return diagnose.CrashLoop, fmt.Sprintf("container %s is restarting", r)
	case Done(c, ending):
		return "", ""
	case c.State.Status == "exited":
		return r.Dead(), fmt.Sprintf("container %s exited with code %d", r, c.State.ExitCode)
	case !c.Up():
		return cmp.Or(r.Dead(), diagnose.Unknown), fmt.Sprintf("container %s is %s", r, c.State.Status)
	case c.Health() == "unhealthy": // so is every container with a healthcheck that has ended
		return diagnose.Unhealthy, fmt.Sprintf("container %s is unhealthy", r)
	}
	return "", ""
}

// Report describes the container of a replica for programs; it returns nil if there is
// none.
func (r Replica) Report() *report.Container {
	if !r.Found {
		return nil
	}
	c := r.Container
	return &report.Container{
		Name: c.ShortName(), Number: r.Number, State: c.State.Status, Health: c.Health(), ExitCode: c.State.ExitCode, Restarts: c.RestartCount,
	}
}

// Reports describes the containers of several replicas for programs. It returns nil for
// fewer than two, because [Replica.Report] then says it all.
func Reports(replicas []Replica) []report.Container {
	var all []report.Container
	if len(replicas) < 2 {
		return nil
	}
	for _, r := range replicas {
		if described := r.Report(); described != nil {
			all = append(all, *described)
		}
	}
	return all
}
