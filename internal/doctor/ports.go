package doctor

import (
	"context"
	"errors"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/slots"
	"github.com/seed-491dada8/sandbox/report"
)

// ports checks that the ports of the instance can be had. Without an instance it
// looks for a slot.
func (x *examination) ports(ctx context.Context) []report.Finding {
	w, err := x.configured()
	switch {
	case x.loaded != nil && !errors.Is(x.loaded, instance.ErrNone):
		return []report.Finding{skipped("Ports", "%s does not tell which", instance.File)}
	case x.isSilent():
		return []report.Finding{skipped("Ports", "no engine tells which its containers publish")}
	case !x.isInstance():
		return []report.Finding{x.freeSlot(ctx)}
	case err != nil:
		return []report.Finding{skipped("Ports", "the Compose file does not tell which")}
	}
	if _, err := x.containers(); err != nil {
		return []report.Finding{skipped("Ports", "the containers here are not the instance's own")}
	}
	if found := x.found(preflight.Ports); len(found) > 0 {
		return found
	}
	return []report.Finding{fine("Ports", "%s, free or the instance's own", plain.Plural(len(w.Config.Bindings()), "port"))}
}

// freeSlot returns the finding that names the lowest slot without a claim whose ports
// are free, and why the first of the slots below is not.
func (x *examination) freeSlot(ctx context.Context) report.Finding {
	claimed := claimedSlots(x.Instance.Machine)
	passed := ""
	last := x.Stack.Scheme().MaxSlot()
	for slot := 1; slot <= last; slot++ {
		if claimed[slot] {
			continue
		}
		foreign, err := preflight.Taken(ctx, x.Workspace, slots.Bindings(x.Stack, x.Instance.Machine, slot))
		if err != nil {
			return skipped("Ports", "%s", oneLine(err))
		}
		if len(foreign) == 0 {
			return fine("Ports", "slot %d is free%s", slot, passed)
		}
		if passed == "" {
			port := preflight.Port(x.Instance.Machine, foreign[0], preflight.Holders(ctx, x.Workspace, foreign[:1], "")[foreign[0]])
			passed = fmt.Sprintf("; slot %d is not: %s", slot, preflight.Text(port))
		}
	}
	return problem("Ports", "free a slot: mage sandbox:list shows who has them", "no slot from 1 to %d is free%s", last, passed)
}

// claimedSlots returns the slots of a machine that have a claim, also one that cannot
// be read.
func claimedSlots(machine string) map[int]bool {
	claimed := make(map[int]bool)
	register, err := claims.Open(machine)
	if err != nil {
		return claimed
	}
	known, problems := register.Claims()
	for _, c := range known {
		claimed[c.Slot] = true
	}
	for _, p := range problems {
		var bad *claims.BadClaim
		if errors.As(p, &bad) {
			claimed[bad.Slot] = true
		}
	}
	return claimed
}
