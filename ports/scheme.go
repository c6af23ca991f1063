// Package ports gives every instance of a stack its own ports, and finds out
// which ports are taken.
//
// An instance has a slot, a small number. A [Scheme] fixes each port of the stack
// in each slot. [Taken] tries to bind addresses. Package holder, below this one,
// names the processes that hold them.
package ports

import "fmt"

// Port is one published port of a stack and the rule that fixes its number in
// every slot.
type Port struct {
	Variable string // its name in .env.sandbox, such as KTRDR_API_PORT
	Service  string // the Compose service that publishes it
	Zero     int    // its number in slot 0
	Base     int    // in slot n > 0 it is Base + Step*n
	Step     int
	UDP      bool // the port is UDP, not TCP
}

// Each returns the port that is first+n in slot n, slot 0 included.
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

// highestSlot is the highest slot of any scheme: slots are small numbers that people
// type. A scheme whose ports meet earlier has fewer slots.
const highestSlot = 40

// MaxSlot returns the highest slot, 40 at the most. In slots 0 to MaxSlot every
// port is a number from 1 to 65535, and no two ports are the same.
func (s Scheme) MaxSlot() int {
	slot, _ := s.limit()
	return slot
}

// Validate returns an error for a scheme that has no slot after slot 0, or not
// even that one.
func (s Scheme) Validate() error {
	slot, err := s.limit()
	if slot >= 1 {
		return nil
	}
	return err
}

// ValidSlot returns an error for a slot outside 0 to [Scheme.MaxSlot].
func (s Scheme) ValidSlot(slot int) error {
	if highest := s.MaxSlot(); slot < 0 || slot > highest {
		return fmt.Errorf("slot %d is out of range: slots are 0 to %d", slot, highest)
	}
	return nil
}

// limit returns the highest slot, and what is wrong with the ports of the next
// one. The error is nil if only highestSlot is the limit.
func (s Scheme) limit() (highest int, err error) {
	used := make(map[int]string)
	for slot := 0; slot <= highestSlot; slot++ {
		for _, p := range s {
			number := p.At(slot)
			name := fmt.Sprintf("%s of slot %d", p.Variable, slot)
			if number < 1 || number > 65535 {
				return slot - 1, fmt.Errorf("%s is %d: a port is a number from 1 to 65535", name, number)
			}
			if other, isUsed := used[number]; isUsed {
				return slot - 1, fmt.Errorf("%s and %s are both port %d", other, name, number)
			}
			used[number] = name
		}
	}
	return highestSlot, nil
}
