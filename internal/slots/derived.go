package slots

import (
	"context"
	"errors"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// claimDerived claims a slot with the ports of the stack that was derived from the
// Compose files in dir.
func claimDerived(ctx context.Context, d derive.Derived, dir string, wanted claims.Claim) (stack.Stack, claims.Claim, error) {
	here, err := instance.Real(dir)
	if err != nil {
		return stack.Stack{}, wanted, err
	}
	wanted.Repository = identity.Repository(here)
	if wanted, _, err = prepare(ctx, wanted); err != nil {
		return stack.Stack{}, wanted, err
	}
	claim, numbers, err := derived.Claim(ctx, d.Ports, wanted, nil, InUse(ctx, wanted))
	if errors.Is(err, derived.ErrNoSlot) {
		err = outcome.PortTaken(err)
	}
	if err != nil {
		return stack.Stack{}, claim, err
	}
	s := d.With(numbers)
	s.Services = append(s.Services, ranges(d.Ports, numbers)...)
	return s, claim, nil
}

// Next returns a function that returns the slot and the ports that the instance in a directory
// has, or would get from [Claim] now. It claims nothing.
func Next(ctx context.Context, dir, id string) derived.Next {
	return func(all []derive.Port) (int, map[string]int, error) {
		here, err := instance.Real(dir)
		if err != nil {
			return 0, nil, err
		}
		if in, err := instance.Load(here, nil); err == nil {
			numbers, missing := derived.Recorded(all, in.Variables)
			if len(missing) == 0 {
				return in.Slot, numbers, nil
			}
		}
		wanted := claims.Claim{ID: id, Dir: here, Engine: engines.Shell(), Repository: identity.Repository(here)}
		if wanted.Host, err = engines.Host(ctx, wanted.Engine); err != nil {
			return 0, nil, err
		}
		return derived.Foresee(ctx, all, wanted, InUse(ctx, wanted))
	}
}

// ranges returns services for the ports that the derived stack does not have: those
// that Compose takes out of a range.
func ranges(all []derive.Port, numbers map[string]int) []stack.Service {
	var services []stack.Service
	for _, port := range all {
		if port.Width > 1 {
			number := numbers[port.Variable]
			services = append(services, stack.Service{Name: port.Service, Ports: []ports.Port{{Variable: port.Variable, Service: port.Service, Zero: number, Base: number}}})
		}
	}
	return services
}

// deriveFor derives the stack of the Compose files in a directory for a new instance, with
// the declared additions.
func deriveFor(ctx context.Context, s stack.Stack, dir, id string) (derive.Derived, error) {
	project, err := workspace.Prospect(s, dir, id)
	if err != nil {
		return derive.Derived{}, err
	}
	r, err := derived.Resolve(ctx, project)
	if err != nil {
		return derive.Derived{}, err
	}
	d, err := derive.Stack(r.Project, r.Variables)
	if err != nil {
		return d, err
	}
	return d.Add(s)
}
