package condition

import (
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// LostNetwork returns the container whose network another one shares, if it was restarted
// since: the sharer then runs on, and reaches nothing. Only its own restart gives it the
// network again.
func LostNetwork(c docker.Container, containers []docker.Container) (owner docker.Container, lost bool) {
	id, shares := strings.CutPrefix(c.HostConfig.NetworkMode, "container:")
	i := slices.IndexFunc(containers, func(other docker.Container) bool { return other.ID == id })
	if !shares || i < 0 || !c.Up() || !containers[i].Up() {
		return docker.Container{}, false
	}
	return containers[i], containers[i].State.StartedAt.After(c.State.StartedAt)
}

// WithoutNetwork returns the containers that have lost the network that they share.
func WithoutNetwork(containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), func(c docker.Container) bool {
		_, lost := LostNetwork(c, containers)
		return !lost
	})
}
