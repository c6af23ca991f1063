package condition

import (
	"regexp"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// refusedJoin matches the engine's error for a container that shares the network of one that
// does not run, restarts or does not exist.
var refusedJoin = regexp.MustCompile(`join(ing)? network|No such container|is restarting, wait`)

// LostNetwork reports whether a container has lost its network: it was disconnected, or it
// shares the network of another container, which LostNetwork then returns as the owner. A
// restarted or replaced owner has a new network: the sharer runs on, reaches nothing, and gets
// the network only by its own restart. An owner outside the project that does not run counts
// too: the engine may have refused to start the sharer.
func LostNetwork(config compose.Config, c docker.Container, containers []docker.Container) (owner docker.Container, lost bool) {
	id, shares := strings.CutPrefix(c.HostConfig.NetworkMode, "container:")
	if !shares {
		return docker.Container{}, c.Up() && isDisconnected(config, c)
	}
	if !c.Up() && c.State.Error == "" {
		return docker.Container{}, false
	}
	if lender, outside := lenderOf(config, c); outside {
		restarted := c.Up() && lender.State.StartedAt.After(c.State.StartedAt)
		return lender, restarted || !lends(lender) || refusedJoin.MatchString(c.State.Error)
	}
	i := slices.IndexFunc(containers, func(other docker.Container) bool { return other.ID == id })
	if i < 0 {
		others := Up(containers, config.Publisher(c.Service()))
		if !c.Up() || len(others) == 0 { // the owner's own state says what is wrong
			return docker.Container{}, false
		}
		return others[0], true
	}
	return containers[i], c.Up() && containers[i].Up() && containers[i].State.StartedAt.After(c.State.StartedAt)
}

// isDisconnected reports whether a container was disconnected from the network of the project
// that it was created on.
func isDisconnected(config compose.Config, c docker.Container) bool {
	first := c.HostConfig.NetworkMode
	_, connected := c.NetworkSettings.Networks[first]
	return !connected && slices.Contains(Networks(config, c.Project()), first)
}

// Networks returns the names that the networks of a project may have: those that its Compose
// files give them, and Compose's own, to which the overlay resets them.
func Networks(config compose.Config, project string) (names []string) {
	for key, network := range config.Networks {
		names = append(names, network.Name, project+"_"+key)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Loss says why a container has no network, and what gives it back: "" if sandbox:up does.
// A container that was disconnected has no owner.
func Loss(owner docker.Container) (text, cure string) {
	name := owner.ShortName()
	switch {
	case name == "":
		return "it was disconnected", ""
	case owner.ID == "":
		return "container " + name + " does not exist", "create container " + name
	case owner.State.Restarting:
		return "container " + name + " restarts again and again", "docker logs " + name + ", then correct what it shows"
	case !owner.State.Running:
		return "container " + name + " does not run", "docker start " + name
	}
	return "container " + name + " was started since", ""
}

// lends reports whether a container has a network that another one can share.
func lends(owner docker.Container) bool { return owner.State.Running && !owner.State.Restarting }

// Lenders returns the names of the containers outside the project whose networks its
// services share, in order.
func Lenders(config compose.Config) (names []string) {
	for _, service := range config.Names() {
		if name, outside := Lender(config, service); outside {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Shares reports whether a service shares the network of another container.
func Shares(config compose.Config) bool {
	return slices.ContainsFunc(config.Names(), func(service string) bool {
		mode := config.Services[service].NetworkMode
		return strings.HasPrefix(mode, "service:") || strings.HasPrefix(mode, "container:")
	})
}

// Lender returns the name of the container outside the project whose network a service
// shares.
func Lender(config compose.Config, service string) (name string, outside bool) {
	if config.Publisher(service) != "" {
		return "", false
	}
	return strings.CutPrefix(config.Services[service].NetworkMode, "container:")
}

// lenderOf returns the container outside the project whose network a container shares, by
// the name that the Compose file has for it.
func lenderOf(config compose.Config, c docker.Container) (lender docker.Container, outside bool) {
	name, outside := Lender(config, c.Service())
	if c.Lender == nil || !outside {
		return docker.Container{}, false
	}
	lender = *c.Lender
	lender.Name = name
	return lender, true
}

// WithoutNetwork returns the containers that have lost the network that they share, and that
// a restart gives it back to: its owner runs.
func WithoutNetwork(config compose.Config, containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), func(c docker.Container) bool {
		owner, lost := LostNetwork(config, c, containers)
		return !lost || !lends(owner)
	})
}

// WithoutOwner returns the containers that share the network of a container outside the
// project that was removed. Only a new container can share the network of its successor.
func WithoutOwner(config compose.Config, containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), func(c docker.Container) bool {
		lender, outside := lenderOf(config, c)
		return !outside || lender.ID != ""
	})
}
