package sandbox

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

const (
	// loopAfter is how many restarts without a healthy spell make a crash loop.
	loopAfter = 3

	// healthySpell is how long a process must run, where nothing else says that
	// it is healthy, for its next crash to count as the first again.
	healthySpell = 10 * time.Second
)

// consequence is why a check cannot pass while another one cannot.
type consequence struct{ of string }

func (c *consequence) Error() string { return fmt.Sprintf("it cannot pass without %s", c.of) }

// newest is the container that counts of a service: while Compose replaces
// one, both are there.
func newest(containers []docker.Container, service string) (docker.Container, bool) {
	var found docker.Container
	for _, c := range containers {
		if c.Service() == service && (found.ID == "" || c.Created.After(found.Created)) {
			found = c
		}
	}
	return found, found.ID != ""
}

// restarts are the restarts of containers that are forgiven.
type restarts map[string]int // container id -> its restart count then

// loops tells whether a container is in a crash loop: it has been restarted
// loopAfter times since it was last well, and has crashed again.
//
// A service may well crash until the database that it uses is there. Such a
// crash is excused: it does not tell of a loop, and after it the service may
// crash once more.
func (r restarts) loops(c docker.Container, excused bool) bool {
	if c.Up() {
		return false
	}
	if c.RestartCount < r[c.ID] { // somebody has started it, and the count anew
		delete(r, c.ID)
	}
	if ran := c.State.FinishedAt.Sub(c.State.StartedAt); ran > healthySpell || c.Health() == "healthy" {
		r[c.ID] = c.RestartCount
	}
	if excused {
		r.forgive(c)
		return false
	}
	return c.RestartCount-r[c.ID] > loopAfter
}

// forgive lets a container crash once more, however often it has.
func (r restarts) forgive(c docker.Container) {
	r[c.ID] = max(r[c.ID], c.RestartCount-loopAfter+1)
}

// dead is why a service's container cannot come up by itself any more, or "".
func dead(c docker.Container, found bool) diagnose.Cause {
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

// done tells whether a container was only to run once, such as one that fills
// a database, and has done so: no check asks it, and it exited with 0.
func done(c docker.Container, asked bool) bool {
	return c.State.Status == "exited" && c.State.ExitCode == 0 && !asked
}

// unsound is why a service's container lets no gate pass, "" if it does.
func unsound(service string, c docker.Container, found, asked bool) (cause diagnose.Cause, reason string) {
	switch {
	case !found:
		return diagnose.NotCreated, fmt.Sprintf("container %s was not created", service)
	case c.State.Restarting:
		return diagnose.CrashLoop, fmt.Sprintf("container %s is restarting", service)
	case c.Health() == "unhealthy":
		return diagnose.Unhealthy, fmt.Sprintf("container %s is unhealthy", service)
	case done(c, asked):
		return "", ""
	case c.State.Status == "exited":
		return diagnose.ContainerExited, fmt.Sprintf("container %s exited with code %d", service, c.State.ExitCode)
	case !c.Up():
		return cmp.Or(dead(c, found), diagnose.Unknown), fmt.Sprintf("container %s is %s", service, c.State.Status)
	}
	return "", ""
}
