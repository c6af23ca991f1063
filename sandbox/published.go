package sandbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// unasked is the error of a probe that was not made, because no container of the
// instance publishes the port. Whatever else listens there must not get the
// credentials that a probe sends.
type unasked struct{ service, why string }

func (u *unasked) Error() string { return fmt.Sprintf("container %s %s", u.service, u.why) }

// As blames the container, so that the diagnosis shows its state instead.
func (u *unasked) As(target any) bool {
	blamed, ok := target.(**diagnose.Unrecoverable)
	if ok {
		*blamed = &diagnose.Unrecoverable{Service: u.service}
	}
	return ok
}

// askable returns an error unless the newest container of a service runs and
// publishes the port that the service is asked on.
func (o *session) askable(service string, containers []docker.Container) error {
	c, found := newest(containers, service)
	if !found || !c.State.Running {
		return &unasked{service, "is not running"}
	}
	declared := o.Stack.Service(service).Ports
	if len(declared) == 0 {
		return nil
	}
	port := o.Instance.Ports[declared[0].Variable]
	if _, squatted := o.squatted(service); squatted || !c.Publishes(ports.Binding{Port: port}) {
		return &unasked{service, fmt.Sprintf("does not publish port %d", port)}
	}
	return nil
}

// probeOf returns a check's own probe. An attempt ends where it meets a service
// that is not askable.
func (o *session) probeOf(c stack.Check, containers func() []docker.Container) gate.Probe {
	return func(ctx context.Context) error {
		ctx, refuse := context.WithCancelCause(ctx)
		defer refuse(nil)
		probe := c.Probe(func(service string) stack.Endpoint {
			if err := o.askable(service, containers()); err != nil {
				refuse(err)
				return stack.Endpoint{}
			}
			return o.Endpoint(service)
		}, o.Configured(c.Services))
		err := context.Cause(ctx)
		if err == nil {
			err = made(probe, "check "+c.Name)(ctx)
		}
		var refused *unasked
		if errors.As(context.Cause(ctx), &refused) {
			return refused
		}
		return err
	}
}
