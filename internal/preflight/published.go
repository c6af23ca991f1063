package preflight

import (
	"slices"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
)

// Declared returns the bindings of a service's declared ports, the one that is asked
// first.
func Declared(w workspace.Workspace, service string) []ports.Binding {
	var bindings []ports.Binding
	for _, p := range w.Stack.Service(service).Ports {
		bindings = append(bindings, ports.Binding{Service: service, Host: w.Instance.Bind.String(), Port: w.Instance.Ports[p.Variable], UDP: p.UDP})
	}
	return bindings
}

// Unpublished returns a declared port of a service that none of the running containers
// publishes, although one of them should. The engine publishes all ports of a container
// before it starts the program, so waiting changes nothing.
func Unpublished(w workspace.Workspace, service string, containers []docker.Container) (ports.Binding, bool) {
	publisher := w.Config.Publisher(service)
	if publisher == "" {
		return ports.Binding{}, false
	}
	publishers := condition.Up(containers, publisher)
	if len(publishers) == 0 || len(condition.Up(containers, service)) == 0 {
		return ports.Binding{}, false
	}
	for _, b := range Declared(w, service) {
		if !slices.ContainsFunc(publishers, func(c docker.Container) bool { return c.Publishes(b) }) {
			return b, true
		}
	}
	return ports.Binding{}, false
}

// IsConfigured reports whether the Compose file publishes every declared port of a service.
func IsConfigured(w workspace.Workspace, service string) bool {
	published := w.Config.Services[w.Config.Publisher(service)].Ports
	return !slices.ContainsFunc(Declared(w, service), func(b ports.Binding) bool {
		return !slices.ContainsFunc(published, func(p composefile.Port) bool { return gives(p, b) })
	})
}
