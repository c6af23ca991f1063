package workspace

import (
	"cmp"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Endpoint returns where a service of the instance is met.
func (w Workspace) Endpoint(service string) stack.Endpoint {
	return Endpoint(w.Stack, w.Instance, service)
}

// Endpoint returns where a service of an instance is met.
func Endpoint(s stack.Stack, in instance.Instance, name string) stack.Endpoint {
	service := s.Service(name)
	if len(service.Ports) == 0 {
		return stack.Endpoint{Env: in.Variables}
	}
	port := strconv.Itoa(in.Ports[service.Ports[0].Variable])
	url := net.JoinHostPort(cmp.Or(in.Host, "localhost"), port)
	if service.URL != nil {
		url = service.URL(url)
	}
	address := net.JoinHostPort(dialed(in), port)
	return stack.Endpoint{URL: url, Address: address, Env: in.Variables}
}

// dialed returns the host to dial for the ports of an instance. No resolver is asked for a
// name under .localhost.
func dialed(in instance.Instance) string {
	switch {
	case in.Host == "", instance.UnderLocalhost(in.Host) && in.Machine == "":
		return Dialable(in.Bind).String()
	case instance.UnderLocalhost(in.Host): // a tunnel leads to the machine
		return "127.0.0.1"
	}
	return in.Host
}

// withHostname returns the workspace whose URLs have a host name of the instance's own, if
// the stack asks for that. SANDBOX_HOST comes first, and so does another machine.
func (w Workspace) withHostname() Workspace {
	if w.Stack.Hostnames && w.Instance.Host == "" {
		w.Instance.Host = instance.Hostname(w.Instance.ID)
	}
	return w
}

// Dialable returns the address to dial for a port that is bound to an address:
// a wildcard is reached on loopback.
func Dialable(bind netip.Addr) netip.Addr {
	if !bind.IsUnspecified() {
		return bind
	}
	if bind.Is4() {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.IPv6Loopback()
}

// Links returns the pages of the instance's services, but for those of a service that has
// no port yet.
func (w Workspace) Links() []report.Page {
	pages := []report.Page{}
	for _, l := range w.Stack.Links {
		if url := w.Endpoint(l.Service).URL; url != "" && len(w.Configured([]string{l.Service})) > 0 {
			pages = append(pages, report.Page{Label: l.Label, Service: l.Service, URL: strings.TrimSuffix(url, "/") + l.Path})
		}
	}
	return pages
}
