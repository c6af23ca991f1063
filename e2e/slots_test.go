//go:build e2e

package e2e

import (
	"context"
	"errors"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/ktrdr"
	"github.com/seed-491dada8/sandbox/ports"
)

// slots hands out slots whose ports are free, from the highest down, because people
// start from the lowest.
type slots struct {
	mu    sync.Mutex
	taken map[int]bool
}

func (s *slots) take() (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for slot := ktrdr.Default().Scheme().MaxSlot(); slot > 0; slot-- {
		if s.taken[slot] {
			continue
		}
		taken, err := ports.Taken(context.Background(), bindings(slot))
		if err != nil {
			return 0, err
		}
		if len(taken) == 0 {
			if s.taken == nil {
				s.taken = make(map[int]bool)
			}
			s.taken[slot] = true
			return slot, nil
		}
	}
	return 0, errors.New("no slot is free")
}

func (s *slots) giveBack(slot int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.taken, slot)
}

// bindings are the ports of the default stack in a slot.
func bindings(slot int) []ports.Binding {
	var all []ports.Binding
	for _, service := range ktrdr.Default().Services {
		for _, p := range service.Ports {
			all = append(all, ports.Binding{Service: p.Service, Host: "127.0.0.1", Port: p.At(slot)})
		}
	}
	return all
}

// listen holds a port of this machine until the test ends; 0 is any.
func listen(t *testing.T, port int) *net.TCPListener {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener.(*net.TCPListener)
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !condition(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}
