package ports_test

import (
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/ports"
)

func TestTaken(t *testing.T) {
	held := listenTCP(t, "127.0.0.1:0")
	free := binding("free", "127.0.0.1", freePort(t))
	busy := binding("busy", "127.0.0.1", held)

	taken, err := ports.Taken(t.Context(), []ports.Binding{free, busy})
	if err != nil || !slices.Equal(taken, []ports.Binding{busy}) {
		t.Errorf("got %v, %v, want %v alone", taken, err, busy)
	}
}

func TestTakenAsksForTheAddressThatWillBeBound(t *testing.T) {
	held := listenTCP(t, "127.0.0.1:0")
	for _, test := range []struct {
		name, host string
		taken      bool
	}{
		{"the same", "127.0.0.1", true},
		{"all addresses", "0.0.0.0", true},
		{"another one of loopback", "127.0.0.2", false},
		{"IPv6 loopback", "::1", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if listener, err := net.Listen("tcp", net.JoinHostPort(test.host, "0")); err != nil {
				if test.taken {
					t.Fatal(err)
				}
				t.Logf("no %s on this machine: %v", test.host, err)
				return
			} else {
				listener.Close()
			}
			taken, err := ports.Taken(t.Context(), []ports.Binding{binding("backend", test.host, held)})
			if err != nil || (len(taken) > 0) != test.taken {
				t.Errorf("got %v, %v", taken, err)
			}
		})
	}
}

func TestTakenKnowsUDPFromTCP(t *testing.T) {
	held := listenTCP(t, "127.0.0.1:0")
	udp := binding("dns", "127.0.0.1", held)
	udp.UDP = true
	if taken, err := ports.Taken(t.Context(), []ports.Binding{udp}); err != nil || len(taken) > 0 {
		t.Errorf("got %v, %v: a TCP listener blocks no UDP port", taken, err)
	}
	conn, err := net.ListenPacket("udp", udp.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if taken, err := ports.Taken(t.Context(), []ports.Binding{udp}); err != nil || len(taken) != 1 {
		t.Errorf("got %v, %v, want it taken", taken, err)
	}
}

func TestTakenRefusesAnAddressOfAnotherMachine(t *testing.T) {
	// 192.0.2.0/24 is reserved for documentation.
	_, err := ports.Taken(t.Context(), []ports.Binding{binding("backend", "192.0.2.1", 8001)})
	if err == nil || !strings.Contains(err.Error(), "port 8001 of backend") {
		t.Errorf("got %v", err)
	}
}

// BenchmarkTakenNothing is the preflight of a stack with as many ports as the
// default one, all of them free.
func BenchmarkTakenNothing(b *testing.B) {
	var free []ports.Binding
	var listeners []net.Listener
	for range 11 {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		listeners = append(listeners, listener)
		free = append(free, binding("backend", "127.0.0.1", listener.Addr().(*net.TCPAddr).Port))
	}
	for _, listener := range listeners {
		listener.Close()
	}
	for b.Loop() {
		if taken, err := ports.Taken(b.Context(), free); err != nil || len(taken) > 0 {
			b.Fatal(taken, err)
		}
	}
}

func binding(service, host string, port int) ports.Binding {
	return ports.Binding{Service: service, Host: host, Port: port}
}

func listenTCP(t *testing.T, address string) int {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return portOf(t, listener)
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return portOf(t, listener)
}

func portOf(t *testing.T, listener net.Listener) int {
	t.Helper()
	_, text, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return port
}
