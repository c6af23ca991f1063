// Package ports gives every instance ports of its own, and tells which of them
// are taken.
//
// A slot is a small number that one instance has to itself, and a [Scheme] fixes
// every port in each slot. [Taken] tries to bind addresses, [Holders] names the
// processes that listen on those which cannot be had.
package ports

import "fmt"

// MaxSlot is the highest slot. Slots 0 to MaxSlot share no port in the default
// stack's scheme; past it the database's ports would meet the workers'.
const MaxSlot = 40

// Port is one published port of a stack and the rule that fixes its number in
// every slot.
type Port struct {
	Variable string // what names it in .env.sandbox, such as KTRDR_API_PORT
	Service  string // the Compose service that publishes it
	Zero     int    // its number in slot 0
	Base     int    // in slot n > 0 it is Base + Step*n
	Step     int
}

// Each is the rule by which slot n has first+n, slot 0 included.
func Each(variable, service string, first int) Port {
	return Port{Variable: variable, Service: service, Zero: first, Base: first, Step: 1}
}

// At returns the port's number in a slot.
func (p Port) At(slot int) int {
	if slot == 0 {
		return p.Zero
	}
	return p.Base + p.Step*slot
}

// Scheme is every published port of a stack.
type Scheme []Port

// At returns the numbers of all ports in a slot, by variable.
func (s Scheme) At(slot int) map[string]int {
	numbers := make(map[string]int, len(s))
	for _, p := range s {
		numbers[p.Variable] = p.At(slot)
	}
	return numbers
}

// ValidSlot returns an error for a slot outside 0 to [MaxSlot].
func ValidSlot(slot int) error {
	if slot < 0 || slot > MaxSlot {
		return fmt.Errorf("slot %d is out of range: slots are 0 to %d", slot, MaxSlot)
	}
	return nil
}
