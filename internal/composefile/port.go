package composefile

import (
	"cmp"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/ports"
)

// Port is one entry of a service's ports.
type Port struct {
	HostIP    string `yaml:"host_ip"` // empty for all addresses
	Target    int    `yaml:"target"`  // in the container
	Published string `yaml:"published"`
	Protocol  string `yaml:"protocol"` // tcp or udp
	Mode      string `yaml:"mode"`
	// Name and AppProtocol describe the port to other programs.
	Name        string `yaml:"name"`
	AppProtocol string `yaml:"app_protocol"`
}

// Range returns the host ports from which the entry takes one. Compose splits
// A-B:C-D into an entry for each port, so that a range stands only for A-B:C,
// which needs one free port of it. The engine chooses the port if ok is false.
func (p Port) Range() (first, last int, ok bool) {
	from, to, isRange := strings.Cut(p.Published, "-")
	if !isRange {
		to = from
	}
	first, err := strconv.Atoi(from)
	last, err2 := strconv.Atoi(to)
	return first, last, err == nil && err2 == nil && 0 < first && first <= last && last <= 65535
}

// SamePort reports whether both entries publish the same port of the container under the
// same number, on one address or on two.
func (p Port) SamePort(other Port) bool {
	return p.Target == other.Target && p.Published == other.Published && cmp.Or(p.Protocol, "tcp") == cmp.Or(other.Protocol, "tcp")
}

// Bindings returns the addresses that the entry may bind; one of them is enough.
// There are none if the engine chooses the port.
func (p Port) Bindings(service string) []ports.Binding {
	first, last, ok := p.Range()
	if !ok {
		return nil
	}
	var bindings []ports.Binding
	for number := first; number <= last; number++ {
		bindings = append(bindings, ports.Binding{Service: service, Host: cmp.Or(p.HostIP, "0.0.0.0"), Port: number, UDP: p.Protocol == "udp"})
	}
	return bindings
}

// String returns the entry as a Compose file writes it.
func (p Port) String() string {
	text := strconv.Itoa(p.Target)
	if p.Published != "" {
		text = p.Published + ":" + text
	}
	if p.HostIP != "" {
		host := p.HostIP
		if address, err := netip.ParseAddr(host); err == nil && address.Is6() {
			host = "[" + host + "]"
		}
		if p.Published == "" { // the engine chooses the port
			host += ":"
		}
		text = host + ":" + text
	}
	if p.Protocol != "" && p.Protocol != "tcp" {
		text = fmt.Sprintf("%s/%s", text, p.Protocol)
	}
	return text
}
