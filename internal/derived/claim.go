package derived

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/ports"
)

// highestSlot is the highest slot of an instance: slots are small numbers that
// people type.
const highestSlot = 40

// ErrNoSlot is returned if every slot of a repository is claimed.
var ErrNoSlot = errors.New("no slot is free: each from 1 to 40 of this repository is claimed; free one with mage sandbox:destroy -instance=ID, or, of deleted worktrees, with mage sandbox:prune")

// InUse reports whether a port is in use on the machine that publishes it.
type InUse func(ctx context.Context, port ports.Binding) (bool, error)

// Claim claims a slot and a number for each port. A negative slot stands for the
// lowest free one from 1. Recorded numbers, by variable, stay.
//
// The ports of the host are locked meanwhile, so that no number is given out twice.
func Claim(ctx context.Context, all []derive.Port, wanted claims.Claim, recorded map[string]int, inUse InUse) (claims.Claim, map[string]int, error) {
	release, err := claims.LockPorts(ctx, wanted.Host)
	if err != nil {
		return wanted, nil, err
	}
	defer release()
	register, err := wanted.Register()
	if err != nil {
		return wanted, nil, err
	}
	known, _ := claims.All()
	first, last := wanted.Slot, wanted.Slot
	if wanted.Slot < 0 {
		first, last = 1, highestSlot
	}
	for wanted.Slot = first; wanted.Slot <= last; wanted.Slot++ {
		numbers, err := assign(ctx, all, wanted, known, recorded, inUse)
		if err != nil {
			return wanted, nil, err
		}
		wanted.Ports = Numbers(all, numbers)
		if err = register.Take(wanted, nil); err == nil {
			return wanted, numbers, nil
		}
		if !errors.Is(err, claims.ErrClaimed) || first == last {
			return wanted, nil, fmt.Errorf("slot %d: %w", wanted.Slot, err)
		}
	}
	return wanted, nil, ErrNoSlot
}

// Foresee returns the slot and the numbers that [Claim] would give now to an instance that
// asks for any slot. It claims nothing.
func Foresee(ctx context.Context, all []derive.Port, wanted claims.Claim, inUse InUse) (slot int, numbers map[string]int, err error) {
	register, err := wanted.Register()
	if err != nil {
		return 0, nil, err
	}
	held, problems := register.Claims()
	known, _ := claims.All()
	for wanted.Slot = 1; wanted.Slot <= highestSlot; wanted.Slot++ {
		if !holdsSlot(held, problems, wanted.Slot) {
			numbers, err = assign(ctx, all, wanted, known, nil, inUse)
			return wanted.Slot, numbers, err
		}
	}
	return 0, nil, ErrNoSlot
}

// holdsSlot reports whether a claim holds a slot. A claim that cannot be read does.
func holdsSlot(held []claims.Claim, problems []error, slot int) bool {
	isBad := func(err error) bool {
		bad, is := errors.AsType[*claims.BadClaim](err)
		return is && bad.Slot == slot
	}
	return slices.ContainsFunc(held, func(c claims.Claim) bool { return c.Slot == slot }) || slices.ContainsFunc(problems, isBad)
}

// Extend gives the ports of an instance that have no number the next free ones, and
// records them in the claim.
func Extend(ctx context.Context, all []derive.Port, claim claims.Claim, recorded map[string]int, inUse InUse) (map[string]int, error) {
	release, err := claims.LockPorts(ctx, claim.Host)
	if err != nil {
		return nil, err
	}
	defer release()
	known, _ := claims.All()
	numbers, err := assign(ctx, all, claim, known, recorded, inUse)
	if err != nil {
		return nil, err
	}
	register, err := claim.Register()
	if err == nil {
		_, err = register.Update(claim, func(c *claims.Claim) { c.Ports = Numbers(all, numbers) })
	}
	if errors.Is(err, claims.ErrClaimed) { // the claim is lost: up makes a new one
		err = nil
	}
	return numbers, err
}

// assign returns a number for each port that neither another claim records nor a
// program uses. Slot 0 has the numbers of the Compose file, which may be in use.
func assign(ctx context.Context, all []derive.Port, claim claims.Claim, known []claims.Claim, recorded map[string]int, inUse InUse) (map[string]int, error) {
	claimed := claims.ClaimedPorts(known, claim.Host, claim.Key)
	var failed error
	taken := func(number int, udp bool) bool {
		if claimed[number] || failed != nil {
			return claimed[number]
		}
		used, err := inUse(ctx, ports.Binding{Service: "an instance", Host: "127.0.0.1", Port: number, UDP: udp})
		failed = err
		return used
	}
	numbers, err := derive.Assign(all, claim.Slot, recorded, taken)
	if err = errors.Join(failed, err); err != nil || claim.Slot != 0 {
		return numbers, err
	}
	for _, number := range Numbers(all, numbers) {
		if claimed[number] {
			return nil, fmt.Errorf("slot 0 has the ports of the Compose file, and port %d is claimed by another instance; leave -slot out", number)
		}
	}
	return numbers, nil
}

// Numbers returns all numbers of the ports, of a range each one, in ascending order.
func Numbers(all []derive.Port, numbers map[string]int) []int {
	var every []int
	for _, port := range all {
		first := numbers[port.Variable]
		for number := first; first != 0 && number < first+port.Width; number++ {
			every = append(every, number)
		}
	}
	slices.Sort(every)
	return slices.Compact(every)
}
