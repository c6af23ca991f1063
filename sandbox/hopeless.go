package sandbox

import (
	"fmt"
	"time"

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
