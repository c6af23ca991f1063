package instance

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// Locate sets the machine that the engine runs on; "" is this one. SANDBOX_HOST, if
// set, is the name under which the ports are reached.
func (in *Instance) Locate(machine string) {
	host := in.Variables["SANDBOX_HOST"]
	in.Host = cmp.Or(host, machine)
	in.Machine = machine
	if machine == "" && !Loopback(host) {
		in.Machine = host
	}
}

func (in *Instance) resolveHost() error {
	if host := in.Variables["SANDBOX_HOST"]; host != "" && !validHost(host) {
		return fmt.Errorf("SANDBOX_HOST is %q: it must be the name or the IP address of the machine that publishes the ports", host)
	}
	machine, err := MachineOf(in.Variables["DOCKER_HOST"])
	in.Locate(machine)
	return err
}

// Loopback reports whether host is this machine. It is true for "".
func Loopback(host string) bool {
	if host == "" || strings.EqualFold(host, "localhost") || UnderLocalhost(host) {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && (addr.IsLoopback() || addr.IsUnspecified())
}

// localhostDomain ends the names that are loopback by definition (RFC 6761, 6.3).
const localhostDomain = ".localhost"

// UnderLocalhost reports whether a host's name ends with .localhost. A browser keeps the
// cookies of such names apart, and needs no resolver for them.
func UnderLocalhost(host string) bool {
	return strings.HasSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), localhostDomain)
}

// maxLabel is how long a part of a host's name can be.
const maxLabel = 63

// Hostname returns the name under .localhost for the instance with an id.
func Hostname(id string) string {
	label := strings.ReplaceAll(id, "_", "-")
	return strings.TrimRight(label[:min(len(label), maxLabel)], "-") + localhostDomain
}

// errEngineAddress does not quote the address, which may contain a password.
var errEngineAddress = errors.New("DOCKER_HOST is not the address of an engine: write it as tcp://HOST:2376, ssh://USER@HOST or unix:///PATH")

// MachineOf returns the machine that the engine at address runs on; "" is this one.
// The address has the form of DOCKER_HOST. Like docker, it takes a bare host for a
// TCP address.
func MachineOf(address string) (string, error) {
	switch scheme, rest, found := strings.Cut(address, "://"); {
	case address == "":
		return "", nil
	case !found:
		address = "tcp://" + address
	case scheme == "unix" || scheme == "npipe" || scheme == "fd":
		if rest == "" {
			return "", errEngineAddress
		}
		return "", nil
	case scheme != "tcp" && scheme != "ssh" && scheme != "http" && scheme != "https":
		return "", errEngineAddress
	}
	parsed, err := url.Parse(address)
	if err != nil {
		return "", errEngineAddress
	}
	host := parsed.Hostname()
	if Loopback(host) {
		return "", nil
	}
	if !validHost(host) {
		return "", errEngineAddress
	}
	return host, nil
}

var hostName = regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9._-]{0,252}[a-zA-Z0-9])?\.?$`)

func validHost(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil || hostName.MatchString(host)
}
