// Package slots claims a slot for a new instance: the one that is asked for, or the
// lowest whose ports are free.
package slots

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// search is the search for the slot of one claim.
type search struct {
	stack    stack.Stack
	register claims.Register
	answers  engines.Answers
	progress func(report.Event)
	// claimed are the ports of instances with a derived stack, which have other
	// registers.
	claimed map[int]bool
}

// Claim claims the slot of a new instance: the wanted one, the one that the directory
// has already, or, for [identity.AnySlot], the lowest free one. It returns the stack with
// the instance's ports, which it derives from the Compose files in dir if none is
// declared. It reports the slots that it passes over because of a deleted instance.
func Claim(ctx context.Context, s stack.Stack, dir string, wanted claims.Claim, progress func(report.Event)) (stack.Stack, claims.Claim, error) {
	if workspace.IsUndeclared(s) {
		d, err := deriveFor(ctx, s, dir, wanted.ID)
		switch {
		case err == nil:
			return claimDerived(ctx, d, dir, wanted)
		case !errors.Is(err, instance.ErrNoComposeFile): // without one there are no ports to derive
			return s, wanted, err
		}
	}
	claim, err := claimDeclared(ctx, s, wanted, progress)
	return s, claim, err
}

// claimDeclared claims a slot with the ports of a declared stack.
func claimDeclared(ctx context.Context, s stack.Stack, wanted claims.Claim, progress func(report.Event)) (claims.Claim, error) {
	wanted, known, err := prepare(ctx, wanted)
	if err != nil {
		return wanted, err
	}
	release, err := claims.LockPorts(ctx, wanted.Host)
	if err != nil {
		return wanted, err
	}
	defer release()
	register, err := claims.Open(wanted.Host)
	if err != nil {
		return wanted, err
	}
	find := search{s, register, make(engines.Answers), progress, derivedPorts(wanted)}
	if wanted.Slot != identity.AnySlot {
		if port := find.overlap(wanted.Slot); port != 0 {
			return wanted, outcome.PortTaken(fmt.Errorf("port %d of slot %d is claimed by another instance; leave -slot out", port, wanted.Slot))
		}
		return find.take(ctx, wanted)
	}
	taken, err := find.lowest(ctx, wanted)
	if errors.Is(err, errNoSlot) {
		_, problems := claims.All() // a bad file matters only where its slot is wanted
		here := slices.DeleteFunc(known, func(c claims.Claim) bool { return c.Host != wanted.Host })
		err = outcome.PortTaken(noSlot(s.Scheme().MaxSlot(), here, problems))
	}
	return taken, err
}

// prepare finds the machine of a claim, and lets the claim take over what an earlier
// one of its directory records. The error is for an id or slot of another instance.
func prepare(ctx context.Context, wanted claims.Claim) (claims.Claim, []claims.Claim, error) {
	var err error
	if wanted.Host, err = engines.Host(ctx, wanted.Engine); err != nil {
		return wanted, nil, err
	}
	known, _ := claims.All()
	if err := identity.Unclaimed(known, wanted); err != nil {
		return wanted, known, err
	}
	for _, c := range known { // of an init that is at work here, or of an instance that has lost its file
		if c.Dir == wanted.Dir && c.ID == wanted.ID && c.Host == wanted.Host {
			wanted = succeed(c, wanted)
		}
	}
	return wanted, known, nil
}

// succeed returns a claim that takes over the key and the volumes of the one that
// its directory has already, and that one's slot if none is asked for.
func succeed(before, wanted claims.Claim) claims.Claim {
	if wanted.Slot == identity.AnySlot {
		wanted.Slot = before.Slot
	}
	wanted.Key = cmp.Or(before.Key, wanted.Key)
	wanted.Former, wanted.Volumes, wanted.Anonymous = before.Former, before.Volumes, before.Anonymous
	return wanted
}

var errNoSlot = errors.New("no slot is free")

// lowest claims the lowest slot from 1 that can be had.
func (f search) lowest(ctx context.Context, wanted claims.Claim) (claims.Claim, error) {
	portsFree := f.portsFree(ctx, wanted)
	last := f.stack.Scheme().MaxSlot()
	for wanted.Slot = 1; wanted.Slot <= last; wanted.Slot++ {
		free, err := portsFree(ctx, wanted.Slot)
		if err != nil {
			return wanted, err
		}
		if free && f.overlap(wanted.Slot) == 0 {
			wanted, err = f.take(ctx, wanted)
		} else {
			err = f.leftoverIn(ctx, wanted)
		}
		var leftover *leftoverError
		if errors.As(err, &leftover) {
			f.progress(report.Step("passing over %v", err))
		}
		if !errors.Is(err, claims.ErrClaimed) {
			return wanted, err
		}
	}
	return wanted, errNoSlot
}

// noSlot returns an error that lists the instances that have the slots, and says how
// to free one.
func noSlot(last int, known []claims.Claim, problems []error) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%v: each from 1 to %d is claimed or has a taken port\n", errNoSlot, last)
	for _, c := range known {
		stale := ""
		if why := c.Stale(); why != nil {
			stale = fmt.Sprintf(" (stale: %v)", why)
		}
		fmt.Fprintf(&text, "  slot %d: %s in %s%s\n", c.Slot, c.ID, c.Dir, stale)
	}
	for _, problem := range problems {
		fmt.Fprintf(&text, "  %v\n", problem)
	}
	text.WriteString("free one with mage sandbox:destroy -instance=ID, or, of deleted worktrees, with mage sandbox:prune")
	return errors.New(text.String())
}

// take claims a slot. It replaces a stale claim if the engine holds nothing of that
// instance. The claim that it returns has the key on record: another init in the
// directory may have been quicker.
func (f search) take(ctx context.Context, claim claims.Claim) (claims.Claim, error) {
	var leftover error
	replace := func(held claims.Claim) bool {
		if held.Stale() == nil {
			return false
		}
		leftover = f.leftover(ctx, held, claim)
		return leftover == nil
	}
	claim.Created = time.Now() // asking the engine about others may have taken a while
	claim.Ports = slotPorts(f.stack.Scheme(), claim.Slot)
	err := f.register.Take(claim, replace)
	if err == nil {
		claim.Key, err = keyed(f.register, claim)
	}
	var bad *claims.BadClaim
	switch {
	case leftover != nil:
		return claim, leftover
	case errors.As(err, &bad): // which names the slot
		return claim, err
	case err != nil:
		return claim, fmt.Errorf("slot %d: %w", claim.Slot, err)
	}
	return claim, nil
}

// keyed returns the key of the claim on a slot. A claim of version 0.1 has none, and
// gets that of the new claim.
func keyed(register claims.Register, claim claims.Claim) (string, error) {
	anyKey := claim
	anyKey.Key = ""
	held, err := register.Update(anyKey, func(c *claims.Claim) {
		if c.Key == "" {
			c.Key, c.Owner, c.Ports, c.Root, c.GitDir = claim.Key, claim.Owner, claim.Ports, claim.Root, claim.GitDir
		}
	})
	return held.Key, err
}

// slotPorts returns the ports of a slot in ascending order.
func slotPorts(scheme ports.Scheme, slot int) []int {
	var numbers []int
	for _, p := range scheme {
		numbers = append(numbers, p.At(slot))
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}
