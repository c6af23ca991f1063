package sandbox

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/ports"
)

// locate asks docker, at once, what Compose makes of the instance's files and
// where its engine is. Neither needs the engine. What is wrong with the way to it
// makes Compose fail in words of its own, and so comes first.
func (o *session) locate(ctx context.Context, read func() (compose.Config, error)) error {
	located := make(chan error, 1)
	var machine string
	go func() {
		var err error
		machine, err = engines.Machine(ctx, o.Project)
		located <- err
	}()
	config, err := read()
	if err := <-located; err != nil {
		return err
	}
	o.Instance.Locate(machine)
	o.Config = config
	return err
}

// hostOf returns the machine that an engine runs on, "" for this one.
func hostOf(ctx context.Context, engine instance.Engine) (string, error) {
	return engines.Host(ctx, engine)
}

// EngineHome is the folder for what is known of the engine that a shell's docker
// commands go to, such as the images that `mage setup` built there. New instances
// of the same shell find it.
func EngineHome(ctx context.Context) (string, error) {
	machine, err := hostOf(ctx, engines.Shell())
	if err != nil {
		return "", err
	}
	return instance.HomeOf(machine)
}

// askWithin bounds what a new instance asks another machine's engine.
const askWithin = 5 * time.Second

// portsFreeThere tells of a slot whether no container on a new instance's
// machine publishes a port of it. The engine is asked once. If it does not
// answer, the claims have to do, and `sandbox:up` will ask again.
func (s Sandbox) portsFreeThere(ctx context.Context, claim claims.Claim) func(context.Context, int) (bool, error) {
	limited, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	running, err := compose.NewProject(claim.ID, claim.Engine.Variables()).Running(limited)
	if err != nil {
		s.console().Doing(fmt.Sprintf("the engine on %s does not tell which ports are taken there: the slot is chosen by the claims alone", claim.Host))
	}
	return func(_ context.Context, slot int) (bool, error) {
		return len(held(running, bindings(s.Stack, claim.Host, slot))) == 0, nil
	}
}

// reachable wants the ports of an instance on another machine to be published
// where they can be met from here. Nobody but the user can say where that is: it
// is who else can reach them that is decided there.
func (o *session) reachable() error {
	if instance.Loopback(o.Instance.Host) || !o.Instance.Bind.IsLoopback() {
		return nil
	}
	return fmt.Errorf("the ports of this instance are published on %s, but SANDBOX_BIND keeps them on its loopback: "+
		"put SANDBOX_BIND=0.0.0.0, or an address of that machine, into .env.sandbox (whoever reaches that address can use everything there); "+
		"or meet them through a tunnel of yours, with SANDBOX_HOST=localhost", o.Instance.Machine)
}

// findSquatters finds the instances here that hold a port on which a tunnel to
// this one's machine is to listen: they would answer in its place. Where this
// engine does not tell, or is another machine's, there are none for all that is
// known.
func (o *session) findSquatters(ctx context.Context) {
	if o.Instance.Machine == "" || o.Instance.Host == "" || !instance.Loopback(o.Instance.Host) {
		return
	}
	limited, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	if host, err := hostOf(limited, instance.Engine{}); err != nil || host != "" {
		return
	}
	running, _ := compose.NewProject("", nil).Running(limited)
	o.squatters = make(map[ports.Binding]string)
	for _, p := range o.Stack.Scheme() {
		b := ports.Binding{Service: p.Service, Host: "127.0.0.1", Port: o.Instance.Ports[p.Variable]}
		for _, c := range running {
			if c.Holds(b) && instance.Is(c.WorkingDir()) {
				o.squatters[b] = owner(c)
			}
		}
	}
}

// squatted is a port of the service that another instance here holds.
func (o *session) squatted(service string) (ports.Binding, bool) {
	for b := range o.squatters {
		if b.Service == service {
			return b, true
		}
	}
	return ports.Binding{}, false
}
