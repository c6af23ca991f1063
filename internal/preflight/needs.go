package preflight

import (
	"context"
	"regexp"
	"slices"
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
)

// need is the number of ports that a service still needs, and the ports to choose from.
type need struct {
	of    []ports.Binding
	count int
}

// missingPorts returns the ports that the services need and that no container of the
// instance holds.
func missingPorts(w workspace.Workspace, containers []docker.Container) []need {
	var needs []need
	for _, name := range w.Config.Names() {
		needs = append(needs, publishedPorts(w.Config.Services[name], name, containers)...)
		runs := slices.ContainsFunc(containers, func(c docker.Container) bool { return c.Service() == name && c.State.Running })
		if w.Config.OnHost(name) && !runs {
			needs = append(needs, hostPorts(w, name)...)
		}
	}
	return needs
}

// publishedPorts returns what a service publishes. A range A-B:C is one entry, of which
// each replica takes a port.
func publishedPorts(service composefile.Service, name string, containers []docker.Container) (needs []need) {
	if service.NetworkMode != "" && service.NetworkMode != "bridge" { // the engine gives the container no port of its own
		return nil
	}
	for _, port := range service.Ports {
		all := port.Bindings(name)
		free := slices.DeleteFunc(slices.Clone(all), func(b ports.Binding) bool {
			return slices.ContainsFunc(containers, func(c docker.Container) bool { return c.Publishes(b) || c.Holds(b) })
		})
		held := len(all) - len(free)
		needs = append(needs, need{free, min(service.Replicas(), len(all)) - held})
	}
	return needs
}

// hostPorts returns the ports on which a program on the machine's own network is asked, by
// the gate or by its own healthcheck.
func hostPorts(w workspace.Workspace, name string) (needs []need) {
	asked := Declared(w, name)
	if port := derive.CheckedPort(w.Config.Services[name].Healthcheck); port != 0 {
		asked = append(asked, ports.Binding{Service: name, Port: port})
	}
	for _, b := range asked {
		b.Host = workspace.Dialable(w.Instance.Bind).String()
		needs = append(needs, need{[]ports.Binding{b}, 1})
	}
	return needs
}

// takenOf returns the taken ports of each need that has too few free ports.
func takenOf(ctx context.Context, w workspace.Workspace, needs []need) ([]ports.Binding, error) {
	var all []ports.Binding
	for _, n := range needs {
		if n.count > 0 {
			all = append(all, n.of...)
		}
	}
	taken, err := Taken(ctx, w, all)
	var inTheWay []ports.Binding
	for _, n := range needs {
		own := slices.DeleteFunc(slices.Clone(n.of), func(b ports.Binding) bool { return !slices.Contains(taken, b) })
		if len(n.of)-len(own) < n.count {
			inTheWay = append(inTheWay, own...)
		}
	}
	return inTheWay, err
}

// boundPort matches the port in the engine's error for one that is in use.
var boundPort = regexp.MustCompile(`:(\d+): bind: address already in use`)

// HasNext reports whether Compose failed at a port of a range that another program than a
// container holds. Engines before 28 take the next port of the range only when they are
// asked again.
func HasNext(w workspace.Workspace, failed error) bool {
	match := boundPort.FindStringSubmatch(docker.Output(failed))
	if match == nil {
		return false
	}
	for _, name := range w.Config.Names() {
		for _, port := range w.Config.Services[name].Ports {
			isIt := func(b ports.Binding) bool { return strconv.Itoa(b.Port) == match[1] }
			if all := port.Bindings(name); len(all) > 1 && slices.ContainsFunc(all, isIt) {
				return true
			}
		}
	}
	return false
}
