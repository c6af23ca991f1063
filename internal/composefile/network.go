package composefile

import "strings"

// host is the network_mode of a service that uses the network of the engine's machine.
const host = "host"

// OnHost reports whether a service runs in the network of the engine's machine, itself or
// by sharing another service's network. Its program listens on the machine's own ports.
func (p Project) OnHost(service string) bool {
	return p.Services[p.networkOwner(service)].NetworkMode == host
}

// Publisher returns the service whose container publishes the ports of a service: the one
// whose network it shares, otherwise the service itself. It returns "" if no container of
// the project does: the service is on the machine's own network, has none, or is in the
// network of a container outside the project.
func (p Project) Publisher(service string) string {
	owner := p.networkOwner(service)
	if mode := p.Services[owner].NetworkMode; mode == host || mode == "none" || strings.HasPrefix(mode, "container:") {
		return ""
	}
	return owner
}

// networkOwner follows network_mode from service to service. Compose refuses a circle.
func (p Project) networkOwner(service string) string {
	for range p.Services {
		other := p.sharedNetwork(service)
		if other == "" {
			break
		}
		service = other
	}
	return service
}

// sharedNetwork returns the service of the project whose network a service shares, "" if
// it shares none.
func (p Project) sharedNetwork(service string) string {
	mode := p.Services[service].NetworkMode
	if other, shares := strings.CutPrefix(mode, "service:"); shares {
		return other
	}
	if container, shares := strings.CutPrefix(mode, "container:"); shares {
		for _, name := range p.Names() {
			if p.Services[name].ContainerName == container {
				return name
			}
		}
	}
	return ""
}
