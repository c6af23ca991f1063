package sandbox

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

func newClaim(id, dir string, slot int) claims.Claim {
	return claims.Claim{
		ID: id, Dir: dir, Slot: slot, Created: time.Now(), Mark: rand.Text(), Key: instance.NewKey(), Owner: currentUser(), Root: git.Top(dir), GitDir: git.Dir(dir),
	}
}

// currentUser returns who makes a claim, as user@host.
func currentUser() string {
	name := cmp.Or(os.Getenv("USER"), os.Getenv("USERNAME"))
	if current, err := user.Current(); err == nil {
		name = current.Username
	}
	host, _ := os.Hostname()
	return name + "@" + host
}

// claim takes the slot that was asked for, the one that the directory has
// already, or the lowest one that can be had.
func (s Sandbox) claim(ctx context.Context, wanted claims.Claim) (claims.Claim, error) {
	var err error
	if wanted.Host, err = engines.Host(ctx, wanted.Engine); err != nil {
		return wanted, err
	}
	known, problems := claims.All() // a bad file matters only where its slot is wanted
	if err := unclaimed(known, wanted); err != nil {
		return wanted, err
	}
	register, err := claims.Open(wanted.Host)
	if err != nil {
		return wanted, err
	}
	for _, c := range known { // of an init that is at work here, or of an instance that has lost its file
		if c.Dir == wanted.Dir && c.ID == wanted.ID && c.Host == wanted.Host {
			wanted = succeeding(c, wanted)
		}
	}
	answers := make(engines.Answers)
	if wanted.Slot != anySlot {
		if wanted, err = s.take(ctx, register, answers, wanted); err != nil {
			return wanted, err
		}
		return wanted, nil
	}
	taken, err := s.claimLowest(ctx, register, answers, wanted)
	if errors.Is(err, errNoSlot) {
		err = noSlot(s.Stack.Scheme().MaxSlot(), slices.DeleteFunc(known, func(c claims.Claim) bool { return c.Host != wanted.Host }), problems)
	}
	if err != nil {
		return taken, err
	}
	return taken, nil
}

// succeeding returns a claim that takes over the key and the volumes of the one
// that its directory has already, and that one's slot if none was asked for.
func succeeding(before, wanted claims.Claim) claims.Claim {
	if wanted.Slot == anySlot {
		wanted.Slot = before.Slot
	}
	wanted.Key = cmp.Or(before.Key, wanted.Key)
	wanted.Former, wanted.Volumes, wanted.Anonymous = before.Former, before.Volumes, before.Anonymous
	return wanted
}

var errNoSlot = errors.New("no slot is free")

func (s Sandbox) claimLowest(ctx context.Context, register claims.Register, answers engines.Answers, wanted claims.Claim) (claims.Claim, error) {
	portsFree := s.portsFree
	if wanted.Host != "" {
		portsFree = s.portsFreeThere(ctx, wanted)
	}
	last := s.Stack.Scheme().MaxSlot()
	for wanted.Slot = 1; wanted.Slot <= last; wanted.Slot++ {
		free, err := portsFree(ctx, wanted.Slot)
		if err != nil {
			return wanted, err
		}
		if free {
			wanted, err = s.take(ctx, register, answers, wanted)
		} else {
			err = remainsIn(ctx, answers, register, wanted)
		}
		var remains *remainsError
		if errors.As(err, &remains) {
			s.console().Doing("passing over " + err.Error())
		}
		if !errors.Is(err, claims.ErrClaimed) {
			return wanted, err
		}
	}
	return wanted, errNoSlot
}

// noSlot lists who has the slots, and says how to free one.
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

// unclaimed returns an error if another instance has the id or the slot: two
// instances with one id would share their containers and data.
func unclaimed(known []claims.Claim, wanted claims.Claim) error {
	for _, c := range known {
		switch {
		case c.Dir == wanted.Dir || c.Key != "" && c.Key == wanted.Key || c.Stale() != nil:
		case c.ID == wanted.ID:
			return fmt.Errorf("the instance id %s is in use by %s; choose another with -name=ID", c.ID, c.Dir)
		case c.Slot == wanted.Slot && c.Host == wanted.Host && c.Repository == wanted.Repository:
			return fmt.Errorf("slot %d is claimed by instance %s in %s", c.Slot, c.ID, c.Dir)
		}
	}
	return nil
}

// remainsError is why a stale claim is not replaced.
type remainsError struct {
	stale claims.Claim
	why   string
}

func (e *remainsError) Error() string {
	return fmt.Sprintf("slot %d: %s of the deleted %s; mage sandbox:prune shows what is left of it", e.stale.Slot, e.why, e.stale.ID)
}

func (e *remainsError) Unwrap() error { return claims.ErrClaimed }

// take claims a slot. A stale claim is replaced where the engine holds nothing
// of its instance. The claim that it returns has the key that counts: another init
// in the directory may have been quicker.
func (s Sandbox) take(ctx context.Context, register claims.Register, answers engines.Answers, claim claims.Claim) (claims.Claim, error) {
	var remains error
	replace := func(held claims.Claim) bool {
		if held.Stale() == nil {
			return false
		}
		remains = remainsOfStale(ctx, answers, held, claim)
		return remains == nil
	}
	claim.Created = time.Now() // asking the engine about others may have taken a while
	claim.Ports = slotPorts(s.Stack.Scheme(), claim.Slot)
	err := register.Take(claim, replace)
	if err == nil {
		claim.Key, err = keyed(register, claim)
	}
	var bad *claims.BadClaim
	switch {
	case remains != nil:
		return claim, remains
	case errors.As(err, &bad): // which names the slot
		return claim, err
	case err != nil:
		return claim, fmt.Errorf("slot %d: %w", claim.Slot, err)
	}
	return claim, nil
}

// keyed returns the key of the claim that stands at a slot. One of version 0.1 has
// none, and gets that of the new claim.
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

// slotPorts returns the ports of a slot, in their order.
func slotPorts(scheme ports.Scheme, slot int) []int {
	var numbers []int
	for _, p := range scheme {
		numbers = append(numbers, p.At(slot))
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// remainsIn tells, of a slot with a taken port, whether that may be because of what
// is left of a stale claim. The error is an [claims.ErrClaimed] in any case.
func remainsIn(ctx context.Context, e engines.Answers, register claims.Register, next claims.Claim) error {
	known, _ := register.Claims()
	for _, c := range known {
		if c.Slot == next.Slot && c.Stale() != nil {
			return cmp.Or(remainsOfStale(ctx, e, c, next), claims.ErrClaimed)
		}
	}
	return claims.ErrClaimed
}

// remainsOfStale is why a stale claim has to stay: it may be about data, unless
// that is the new instance's own.
func remainsOfStale(ctx context.Context, e engines.Answers, stale, next claims.Claim) error {
	if stale.ID == next.ID && (stale.Key == "" || stale.Key == next.Key) {
		return nil
	}
	if err := e.Ask(ctx, stale.Engine); err != nil {
		return &remainsError{stale, "no engine answers that could tell what is left"}
	}
	in := ownership.Instance{ID: stale.ID, Key: stale.Key, Dir: stale.Dir, Former: stale.Former, Adopted: stale.Volumes, Anonymous: stale.Anonymous}
	holdings, err := ownership.Look(ctx, compose.NewProject(stale.ID, stale.Engine.Variables()), in)
	switch {
	case err != nil:
		return &remainsError{stale, "the engine does not tell what is left"}
	case !holdings.None():
		return &remainsError{stale, "the engine holds " + holdings.String()}
	case stale.Key == "" && len(holdings.Others) > 0:
		return &remainsError{stale, fmt.Sprintf("the engine holds what no key proves to be (%s)", strings.Join(holdings.Others, "; "))}
	}
	return nil
}

// portsFree tells whether no port of a slot is taken.
func (s Sandbox) portsFree(ctx context.Context, slot int) (bool, error) {
	taken, err := ports.Taken(ctx, bindings(s.Stack, "", slot))
	return len(taken) == 0, err
}

// bindings are the ports of a slot on a machine; "" is this one. On another one
// the user has yet to choose an address, so that it is any.
func bindings(s stack.Stack, machine string, slot int) []ports.Binding {
	address := "127.0.0.1"
	if machine != "" {
		address = "0.0.0.0"
	}
	var bindings []ports.Binding
	for _, p := range s.Scheme() {
		bindings = append(bindings, ports.Binding{Service: p.Service, Host: address, Port: p.At(slot)})
	}
	return bindings
}

// confirm makes sure that a claim counts, now that its instance was written. Of
// a command that was held up somebody may have taken the slot meanwhile.
func confirm(claim claims.Claim) error {
	register, err := claim.Register()
	if err == nil {
		err = register.Confirm(claim)
	}
	if errors.Is(err, claims.ErrClaimed) {
		return fmt.Errorf("slot %d was taken by another instance meanwhile; run this again", claim.Slot)
	}
	return err
}

// release gives a claim's slot back, if the claim is ours, and forgets the copy
// of the instance's file.
func release(claim claims.Claim) error {
	register, err := claim.Register()
	if err != nil {
		return err
	}
	return errors.Join(register.Release(claim), claims.Forget(claim.Key))
}
