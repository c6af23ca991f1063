package condition

import (
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// LostNetwork returns the container whose network another one shares, if it was restarted
// since, or if one that was made anew is in its place: the sharer then runs on, and reaches
// nothing. Only its own restart gives it the network again.
func LostNetwork(config compose.Config, c docker.Container, containers []docker.Container) (owner docker.Container, lost bool) {
	id, shares := strings.CutPrefix(c.HostConfig.NetworkMode, "container:")
	if !shares || !c.Up() {
		return docker.Container{}, false
	}
	i := slices.IndexFunc(containers, func(other docker.Container) bool { return other.ID == id })
	if i < 0 {
		others := Up(containers, config.Publisher(c.Service()))
		if len(others) == 0 { // the owner is outside the project, or its own state says what is wrong
			return docker.Container{}, false
		}
		return others[0], true
	}
	if !containers[i].Up() {
		return docker.Container{}, false
	}
	return containers[i], containers[i].State.StartedAt.After(c.State.StartedAt)
}

// WithoutNetwork returns the containers that have lost the network that they share.
func WithoutNetwork(config compose.Config, containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), func(c docker.Container) bool {
		_, lost := LostNetwork(config, c, containers)
		return !lost
	})
}
