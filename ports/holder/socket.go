package holder

import (
	"cmp"
	"net/netip"
	"slices"
	"syscall"

	"github.com/shirou/gopsutil/v4/net"

	"github.com/seed-491dada8/sandbox/ports"
)

// holderOf returns the process of the socket that blocks a binding, or 0 if the
// system shows none.
func holderOf(sockets []net.ConnectionStat, b ports.Binding) (pid int32) {
	wanted, err := netip.ParseAddr(b.Host)
	if err != nil {
		return 0
	}
	wanted = wanted.Unmap().WithZone("")
	blocking := slices.DeleteFunc(slices.Clone(sockets), func(s net.ConnectionStat) bool {
		samePort := int(s.Laddr.Port) == b.Port && (s.Type == syscall.SOCK_DGRAM) == b.UDP
		return !samePort || !overlap(local(s), wanted)
	})
	if len(blocking) == 0 {
		return 0
	}
	// An IPv6 socket on all addresses may block IPv4's too; nothing shows whether
	// it does. So a nearer address counts more than whether we see the process.
	return slices.MinFunc(blocking, func(x, y net.ConnectionStat) int {
		return cmp.Compare(distance(x, wanted), distance(y, wanted))
	}).Pid
}

// local returns the address that a socket is bound to. On macOS the answer comes
// from lsof, which writes * for all addresses.
func local(s net.ConnectionStat) netip.Addr {
	if s.Laddr.IP == "*" {
		if s.Family == syscall.AF_INET6 {
			return netip.IPv6Unspecified()
		}
		return netip.IPv4Unspecified()
	}
	addr, _ := netip.ParseAddr(s.Laddr.IP)
	return addr.Unmap().WithZone("")
}

// overlap reports whether a socket on the bound address can block the wanted one.
// An unspecified address wants all addresses of both families, as
// [ports.Taken] does.
func overlap(bound, wanted netip.Addr) bool {
	switch {
	case !bound.IsValid():
		return false
	case bound == wanted, wanted.IsUnspecified():
		return true
	default:
		return bound.IsUnspecified() && (bound.Is6() || wanted.Is4())
	}
}

// distance returns how unlikely it is that a socket is the one that blocks an
// address. A connection has a local port too, but counts only if nothing listens.
func distance(s net.ConnectionStat, wanted netip.Addr) (d int) {
	bound := local(s)
	if s.Type == syscall.SOCK_STREAM && s.Status != "LISTEN" {
		d += 4
	}
	if bound != wanted {
		d += 2
	}
	if bound.Is4() != wanted.Is4() {
		d++
	}
	return d
}
