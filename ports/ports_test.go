package ports

import (
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestPortAt(t *testing.T) {
	api := Each("KTRDR_API_PORT", "backend", 8000)
	worker := Port{Variable: "KTRDR_WORKER_PORT_2", Service: "backtest-worker-2", Zero: 5004, Base: 5001, Step: 10}
	for _, test := range []struct {
		port       Port
		slot, want int
	}{
		{api, 0, 8000}, {api, 1, 8001}, {api, 40, 8040},
		{worker, 0, 5004}, {worker, 1, 5011}, {worker, 40, 5401},
	} {
		if got := test.port.At(test.slot); got != test.want {
			t.Errorf("%s in slot %d is %d, want %d", test.port.Variable, test.slot, got, test.want)
		}
	}
}

func TestValidSlot(t *testing.T) {
	for slot, valid := range map[int]bool{-1: false, 0: true, 1: true, 40: true, 41: false} {
		if err := ValidSlot(slot); (err == nil) != valid {
			t.Errorf("slot %d: %v", slot, err)
		}
	}
}

func TestTaken(t *testing.T) {
	held := listenTCP(t, "127.0.0.1:0")
	free := binding("free", "127.0.0.1", freePort(t))
	busy := binding("busy", "127.0.0.1", held)

	taken, err := Taken(t.Context(), []Binding{free, busy})
	if err != nil || !slices.Equal(taken, []Binding{busy}) {
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
			taken, err := Taken(t.Context(), []Binding{binding("backend", test.host, held)})
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
	if taken, err := Taken(t.Context(), []Binding{udp}); err != nil || len(taken) > 0 {
		t.Errorf("got %v, %v: a TCP listener blocks no UDP port", taken, err)
	}
	conn, err := net.ListenPacket("udp", udp.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if taken, err := Taken(t.Context(), []Binding{udp}); err != nil || len(taken) != 1 {
		t.Errorf("got %v, %v, want it taken", taken, err)
	}
}

func TestTakenRefusesAnAddressOfAnotherMachine(t *testing.T) {
	// 192.0.2.0/24 is for documentation, and nobody's.
	_, err := Taken(t.Context(), []Binding{binding("backend", "192.0.2.1", 8001)})
	if err == nil || !strings.Contains(err.Error(), "port 8001 of backend") {
		t.Errorf("got %v", err)
	}
}

func TestFindHolderNamesThePort(t *testing.T) {
	for _, test := range []struct {
		goos     string
		tcp, udp string // what the command has
	}{
		{"linux", "ss -ltnp 'sport = :8001'", "ss -lunp 'sport = :8001'"},
		{"darwin", "lsof -nP -iTCP:8001 -sTCP:LISTEN", "lsof -nP -iUDP:8001"},
		{"freebsd", "lsof -nP -iTCP:8001 -sTCP:LISTEN", "lsof -nP -iUDP:8001"},
		{"windows", "findstr :8001", "findstr :8001"},
	} {
		if command := FindHolder(test.goos, Binding{Port: 8001}); !strings.Contains(command, test.tcp) {
			t.Errorf("%s: %s", test.goos, command)
		}
		if command := FindHolder(test.goos, Binding{Port: 8001, UDP: true}); !strings.Contains(command, test.udp) {
			t.Errorf("%s, UDP: %s", test.goos, command)
		}
	}
}

func binding(service, host string, port int) Binding {
	return Binding{Service: service, Host: host, Port: port}
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
