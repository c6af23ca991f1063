package watch

import (
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// startsWithin is how long another command, such as docker compose up, may take to start
// what it has made.
const startsWithin = 5 * time.Second

// replacesWithin is how long another command may take to stop the container that it
// replaces.
const replacesWithin = time.Minute

// command is what is known of another command that works on the instance's containers.
type command struct {
	seen time.Time // when it was last seen at work
}

// mayStart reports whether the command may start a container next: one that it has made and
// that the engine has not refused to start, or one that it has stopped, for as long as it
// replaces others.
func (o *command) mayStart(c docker.Container, config compose.Config, containers []docker.Container) bool {
	isMade, isStopped := c.State.Status == "created" && c.State.Error == "", c.State.Status == "exited" && c.Stopped
	if !isMade && !isStopped {
		return false
	}
	if _, waits := condition.Awaited(config, containers, c.Service()); waits || isReplacing(containers) {
		o.seen = time.Now()
	}
	for _, other := range containers {
		if other.Created.After(o.seen) {
			o.seen = other.Created
		}
	}
	return time.Since(o.seen).Abs() < startsWithin && (isMade || o.seen.After(c.State.FinishedAt))
}

// isReplacing reports whether a container exists beside the one that is to replace it. Where
// Compose was killed between the two, both stay.
func isReplacing(containers []docker.Container) bool {
	return slices.ContainsFunc(containers, func(c docker.Container) bool {
		isNew := time.Since(c.Created).Abs() < replacesWithin
		return isNew && slices.ContainsFunc(containers, func(other docker.Container) bool {
			return c.ID != other.ID && c.Service() == other.Service() && c.Number() == other.Number()
		})
	})
}
