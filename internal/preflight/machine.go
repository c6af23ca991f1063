package preflight

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
)

// askWithin bounds a question to an engine that may not answer.
const askWithin = 5 * time.Second

// CheckReachable returns an error if an instance's ports are published on another
// machine's loopback, which cannot be reached from here. Only the user can choose
// another address, because the choice also decides who else reaches the ports.
func CheckReachable(in instance.Instance) error {
	if instance.Loopback(in.Host) || !in.Bind.IsLoopback() {
		return nil
	}
	return fmt.Errorf("the ports of this instance are published on %s, but SANDBOX_BIND keeps them on its loopback: "+
		"put SANDBOX_BIND=0.0.0.0, or an address of that machine, into .env.sandbox (everybody who reaches that address can use everything there); "+
		"or meet them through a tunnel of yours, with SANDBOX_HOST=localhost", in.Machine)
}

// ForeignListeners are the ports of an instance on another machine that are held here,
// with what holds each: it would answer in place of the tunnel to the instance.
type ForeignListeners map[ports.Binding]string

// FindForeignListeners finds the containers of instances here that hold a port of a
// tunnel to the workspace's machine. It returns none if this machine's engine does not
// answer.
func FindForeignListeners(ctx context.Context, w workspace.Workspace) ForeignListeners {
	if w.Instance.Machine == "" || w.Instance.Host == "" || !instance.Loopback(w.Instance.Host) {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	if machine, err := engines.Host(limited, instance.Engine{}); err != nil || machine != "" {
		return nil
	}
	running, _ := compose.NewProject("", nil).Running(limited)
	foreign := make(ForeignListeners)
	for _, p := range w.Stack.Scheme() {
		b := ports.Binding{Service: p.Service, Host: "127.0.0.1", Port: w.Instance.Ports[p.Variable], UDP: p.UDP}
		for _, c := range running {
			if c.Holds(b) && instance.Is(c.WorkingDir()) {
				foreign[b] = owner(c)
			}
		}
	}
	return foreign
}

// Of returns a port of the service that is held here.
func (f ForeignListeners) Of(service string) (ports.Binding, bool) {
	for b := range f {
		if b.Service == service {
			return b, true
		}
	}
	return ports.Binding{}, false
}
