// Package ports gives every instance of a stack its own ports, and finds out
// which ports are taken.
//
// An instance has a slot, a small number. A [Scheme] fixes each port of the stack
// in each slot. [Taken] tries to bind addresses. Package holder, below this one,
// names the processes that hold them.
package ports

import (
	"errors"
	"fmt"
)

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

// Protocol returns tcp or udp.
func (p Port) Protocol() string {
	if p.UDP {
		return "udp"
	}
	return "tcp"
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
	used := make(usedPorts)
	for slot := 0; slot <= highestSlot; slot++ {
		if s.use(slot, used) != nil {
			return slot - 1
		}
	}
	return highestSlot
}

// ValidSlot returns an error for a slot outside 0 to [Scheme.MaxSlot].
func (s Scheme) ValidSlot(slot int) error {
	if highest := s.MaxSlot(); slot < 0 || slot > highest {
		return fmt.Errorf("slot %d is out of range: slots are 0 to %d", slot, highest)
	}
	return nil
}

// Validate returns everything that is wrong with the scheme, one line each: a port
// without a variable, a variable that two ports have, and ports for which there is
// no slot 0 or no slot 1.
func (s Scheme) Validate() error {
	var problems []error
	named := make(map[string]bool)
	for _, p := range s {
		switch {
		case p.Variable == "":
			problems = append(problems, fmt.Errorf("a port of %s has no variable", p.Service))
		case named[p.Variable]:
			problems = append(problems, fmt.Errorf("two ports are named %s", p.Variable))
		}
		named[p.Variable] = true
	}
	used := make(usedPorts)
	for slot := range 2 {
		problems = append(problems, s.use(slot, used)...)
	}
	return errors.Join(problems...)
}

// usedPorts holds what each port number is used for. A TCP port and a UDP port may have
// the same number.
type usedPorts map[protocolPort]portOfSlot

type protocolPort struct {
	number int
	udp    bool
}

type portOfSlot struct {
	variable string
	slot     int
}

// use adds the ports of a slot to the used ones, and returns an error for each
// that is out of range or used already.
func (s Scheme) use(slot int, used usedPorts) (problems []error) {
	for _, p := range s {
		number := p.At(slot)
		other, isUsed := used[protocolPort{number, p.UDP}]
		switch {
		case number < 1 || number > 65535:
			problems = append(problems, fmt.Errorf("%s is %d in slot %d: a port is a number from 1 to 65535", p.Variable, number, slot))
		case isUsed:
			problems = append(problems, fmt.Errorf("%s in slot %d and %s in slot %d are both port %d", other.variable, other.slot, p.Variable, slot, number))
		default:
			used[protocolPort{number, p.UDP}] = portOfSlot{p.Variable, slot}
		}
	}
	return problems
}
