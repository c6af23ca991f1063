package holder

import (
	"strings"
	"syscall"
	"testing"

	"github.com/shirou/gopsutil/v4/net"

	"github.com/seed-491dada8/sandbox/ports"
)

func TestHolderIsTheNearestSocket(t *testing.T) {
	tcp := func(pid int32, ip, status string) net.ConnectionStat {
		family := uint32(syscall.AF_INET)
		if strings.Contains(ip, ":") {
			family = syscall.AF_INET6
		}
		return net.ConnectionStat{Family: family, Type: syscall.SOCK_STREAM, Laddr: net.Addr{IP: ip, Port: 8001}, Status: status, Pid: pid}
	}
	lsofAll := func(pid int32, family uint32) net.ConnectionStat {
		s := tcp(pid, "*", "LISTEN")
		s.Family = family
		return s
	}
	for _, test := range []struct {
		name    string
		sockets []net.ConnectionStat
		host    string
		want    int32
	}{
		{"nothing", nil, "127.0.0.1", 0},
		{"the exact address, rather than all", []net.ConnectionStat{tcp(1, "0.0.0.0", "LISTEN"), tcp(2, "127.0.0.1", "LISTEN")}, "127.0.0.1", 2},
		{"all of IPv4's, rather than IPv6's", []net.ConnectionStat{tcp(1, "::", "LISTEN"), tcp(2, "0.0.0.0", "LISTEN")}, "127.0.0.1", 2},
		{"a listener, rather than its connection", []net.ConnectionStat{tcp(1, "127.0.0.1", "ESTABLISHED"), tcp(2, "0.0.0.0", "LISTEN")}, "127.0.0.1", 2},
		{"a client that got the port", []net.ConnectionStat{tcp(1, "127.0.0.1", "ESTABLISHED")}, "127.0.0.1", 1},
		{"a listener of an unseen process", []net.ConnectionStat{tcp(0, "127.0.0.1", "LISTEN"), tcp(2, "::", "LISTEN")}, "127.0.0.1", 0},
		{"an IPv4 address mapped into IPv6", []net.ConnectionStat{tcp(1, "::ffff:127.0.0.1", "LISTEN")}, "127.0.0.1", 1},
		{"an interface's address", []net.ConnectionStat{tcp(1, "fe80::1%en0", "LISTEN")}, "fe80::1", 1},
		{"all, as lsof writes it", []net.ConnectionStat{lsofAll(1, syscall.AF_INET)}, "127.0.0.1", 1},
		{"all of IPv6's, as lsof writes it", []net.ConnectionStat{lsofAll(1, syscall.AF_INET6)}, "::1", 1},
		{"all of IPv4's is not IPv6's", []net.ConnectionStat{lsofAll(1, syscall.AF_INET)}, "::1", 0},
		{"not an address", []net.ConnectionStat{tcp(1, "?", "LISTEN")}, "0.0.0.0", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := holderOf(test.sockets, ports.Binding{Service: "backend", Host: test.host, Port: 8001}); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}
