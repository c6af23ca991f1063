//go:build e2e

package e2e

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/seed-491dada8/sandbox/ktrdr"
	"github.com/seed-491dada8/sandbox/ports"
)

// slots hands out slots with free ports, from the highest down, because people use
// the lowest. A lock file reserves each against other runs of the suite, until this
// run ends.
type slots struct {
	dir string // folder of the lock files
	mu  sync.Mutex
	own map[int]*flock.Flock
}

func (s *slots) take() (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for slot := ktrdr.Default().Scheme().MaxSlot(); slot > 0; slot-- {
		if s.own[slot] != nil || slot%10 == 0 { // ports of a derived instance in a low slot: 5000+10*40+3 is 5003+100*4
			continue
		}
		lock := flock.New(filepath.Join(s.dir, strconv.Itoa(slot)))
		if locked, err := lock.TryLock(); err != nil {
			return 0, err
		} else if !locked {
			continue
		}
		taken, err := ports.Taken(context.Background(), bindings(slot))
		if err == nil && len(taken) == 0 {
			if s.own == nil {
				s.own = make(map[int]*flock.Flock)
			}
			s.own[slot] = lock
			return slot, nil
		}
		if err := errors.Join(err, lock.Unlock()); err != nil {
			return 0, err
		}
	}
	return 0, errors.New("no slot is free")
}

func (s *slots) giveBack(slot int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	lock := s.own[slot]
	delete(s.own, slot)
	return lock.Unlock()
}

// bindings returns the ports of the default stack in a slot.
func bindings(slot int) []ports.Binding {
	var all []ports.Binding
	for _, service := range ktrdr.Default().Services {
		for _, p := range service.Ports {
			all = append(all, ports.Binding{Service: p.Service, Host: "127.0.0.1", Port: p.At(slot)})
		}
	}
	return all
}

// listen holds a port of this machine until the test ends; 0 is any free port.
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
	for deadline := time.Now().Add(commandTimeout); !condition(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("timed out: waited until %s", what)
		}
	}
}
