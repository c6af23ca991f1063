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
		if others := Up(containers, config.Publisher(c.Service())); len(others) > 0 {
			return others[0], true
		}
		if c.Lender == nil || config.Publisher(c.Service()) != "" { // the owner's own state says what is wrong
			return docker.Container{}, false
		}
		owner := *c.Lender
		if name, named := strings.CutPrefix(config.Services[c.Service()].NetworkMode, "container:"); named {
			owner.Name = name
		}
		return owner, !c.Lender.State.Running || c.Lender.State.StartedAt.After(c.State.StartedAt)
	}
	if !containers[i].Up() {
		return docker.Container{}, false
	}
	return containers[i], containers[i].State.StartedAt.After(c.State.StartedAt)
}

// Loss says why a container has lost the network of its owner.
func Loss(owner docker.Container) string {
	switch {
	case owner.State.Running:
		return "container " + owner.ShortName() + " was started since"
	case owner.ID == "":
		return "container " + owner.ShortName() + " was removed"
	}
	return "container " + owner.ShortName() + " does not run; start it"
}

// WithoutNetwork returns the containers that have lost the network that they share, and get
// it again by a restart: its owner runs.
func WithoutNetwork(config compose.Config, containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), func(c docker.Container) bool {
		owner, lost := LostNetwork(config, c, containers)
		return !lost || !owner.State.Running
	})
}

// WithoutOwner returns the containers that share the network of a container outside the
// project that was removed. Only a new container can share the network of its successor.
func WithoutOwner(config compose.Config, containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), func(c docker.Container) bool {
		owner, lost := LostNetwork(config, c, containers)
		return !lost || owner.ID != ""
	})
}
