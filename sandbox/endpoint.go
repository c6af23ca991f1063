package sandbox

import (
	"cmp"
	"net"
	"net/netip"
	"strconv"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// Endpoint is where a service of one instance is met.
type Endpoint struct {
	URL     string            // as a person reads it, with localhost for this machine
	Address string            // host:port that a probe dials
	Env     map[string]string // the instance's variables
}

// Web is the [Service.URL] of a service that speaks HTTP.
func Web(hostPort string) string { return "http://" + hostPort }

// GET is the [Service.Probe] that asks a service for a path over HTTP. Without
// statuses, 200 alone passes.
func GET(path string, statuses ...int) func(Endpoint) gate.Probe {
	return func(e Endpoint) gate.Probe {
		return gate.HTTP{URL: e.URL + path, Address: e.Address, Statuses: statuses}.Probe
	}
}

// endpoint is where a service of an instance is met.
func (s Stack) endpoint(in instance.Instance, name string) Endpoint {
	service := s.service(name)
	if len(service.Ports) == 0 {
		return Endpoint{Env: in.Variables}
	}
	port := strconv.Itoa(in.Ports[service.Ports[0].Variable])
	url := net.JoinHostPort(cmp.Or(in.Host, "localhost"), port)
	if service.URL != nil {
		url = service.URL(url)
	}
	address := net.JoinHostPort(cmp.Or(in.Host, dialable(in.Bind).String()), port)
	return Endpoint{URL: url, Address: address, Env: in.Variables}
}

// dialable is the address to dial for what is bound to bind: a wildcard is met
// on loopback.
func dialable(bind netip.Addr) netip.Addr {
	if !bind.IsUnspecified() {
		return bind
	}
	if bind.Is4() {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}
