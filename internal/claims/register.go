package claims

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/ports"
)

// Register keeps the claims on the slots of one host that publishes ports, in a
// folder with one file a slot.
//
// There is no lock. A slot's file is named slot-N.G, with a generation G, and only
// the newest generation counts. [textfile.Place] puts a claim there whole, as the
// generation after the newest, and fails if another process was quicker. The newest
// file is never removed: a newer one that says so gives the slot back. A process
// that is killed leaves at most an older generation or a temporary file behind.
type Register struct{ dir, host string }

// ErrClaimed is returned for a slot that is another directory's.
var ErrClaimed = errors.New("the slot is claimed")

// BadClaim is a claim's file that cannot be used. Its slot counts as claimed.
type BadClaim struct {
	Slot int
	Path string
	Err  error
}

func (e *BadClaim) Error() string {
	return fmt.Sprintf("the claim on slot %d cannot be read: %v; mend or remove %s", e.Slot, e.Err, e.Path)
}

func (e *BadClaim) Unwrap() []error { return []error{e.Err, ErrClaimed} }

// Open is the register for a host; "" is this machine.
func Open(host string) (Register, error) {
	home, err := instance.HomeOf(host)
	return Register{home, host}, err
}

// Registers are those of all hosts, this machine's first.
func Registers() ([]Register, error) {
	local, err := Open("")
	if err != nil {
		return nil, err
	}
	registers := []Register{local}
	entries, err := os.ReadDir(filepath.Join(local.dir, instance.HostsFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the claims: %w", err)
	}
	for _, e := range entries {
		if host, err := url.PathUnescape(e.Name()); err == nil && e.IsDir() && host != "" {
			registers = append(registers, Register{filepath.Join(local.dir, instance.HostsFolder, e.Name()), host})
		}
	}
	return registers, nil
}

// All are those of all registers, stale ones too, and the problems of the
// files that cannot be used.
func All() (claims []Claim, problems []error) {
	registers, err := Registers()
	if err != nil {
		return nil, []error{err}
	}
	for _, r := range registers {
		more, bad := r.Claims()
		claims, problems = append(claims, more...), append(problems, bad...)
	}
	return claims, problems
}

// Claims are those on the host's slots, in their order, stale ones too. Each
// problem is of one file, a [*BadClaim], or of the whole folder.
func (r Register) Claims() (claims []Claim, problems []error) {
	for range 100 { // a file that a newer one has replaced meanwhile is gone
		newest, err := r.list()
		if err != nil {
			return nil, []error{err}
		}
		var outdated bool
		if claims, problems, outdated = readAll(newest); !outdated {
			return claims, problems
		}
	}
	return nil, []error{fmt.Errorf("the claims in %s change all the time", r.dir)}
}

func readAll(newest []generation) (claims []Claim, problems []error, outdated bool) {
	for _, g := range newest {
		claim, err := readClaim(g.path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, nil, true
		case err != nil:
			problems = append(problems, &BadClaim{g.slot, g.path, err})
		case claim != nil:
			claims = append(claims, *claim)
		}
	}
	return claims, problems, false
}

// Take puts a claim on its slot. A claim of the same directory and id is kept as
// it is. Another one's is replaced if replace is set and agrees; otherwise, and
// if somebody is quicker, the error is [ErrClaimed].
func (r Register) Take(c Claim, replace func(Claim) bool) error {
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return fmt.Errorf("cannot keep claims: %w", err)
	}
	newest, held, err := r.at(c.Slot)
	switch {
	case err != nil:
		return err
	case held != nil && held.Dir == c.Dir && held.ID == c.ID:
		return nil
	case held != nil && (replace == nil || !replace(*held)):
		return ErrClaimed
	}
	c.Host = r.host
	text, err := c.marshal()
	if err != nil {
		return err
	}
	return r.supersede(newest, text)
}

// Confirm makes sure, once the instance of a claim was written, that the claim
// still counts. One that is fresh does. Of any other somebody may have found just
// before that it is stale: it is put there anew, if it was not replaced yet.
func (r Register) Confirm(c Claim) error {
	newest, held, err := r.at(c.Slot)
	switch {
	case err != nil:
		return err
	case held == nil || held.Dir != c.Dir || held.ID != c.ID:
		return ErrClaimed
	case held.fresh():
		return nil
	}
	text, err := held.marshal()
	if err != nil {
		return err
	}
	return r.supersede(newest, text)
}

// Update replaces a claim by one that change has altered, and returns that one.
// Its slot and host stay. If another command alters the claim meanwhile, change is
// called again on the newer claim, which may hold its own work already: a change
// that was made twice must be as one made once. The error is [ErrClaimed] if the
// slot is another instance's by now.
func (r Register) Update(c Claim, change func(*Claim)) (Claim, error) {
	for range 100 {
		newest, held, err := r.at(c.Slot)
		if err != nil {
			return c, err
		}
		if held == nil || !held.same(c) {
			return c, ErrClaimed
		}
		next := *held
		change(&next)
		next.Slot, next.Host = held.Slot, r.host
		before, err := held.marshal()
		text, err2 := next.marshal()
		if err := errors.Join(err, err2); err != nil || text == before {
			return next, err
		}
		if err := r.supersede(newest, text); !errors.Is(err, ErrClaimed) {
			return next, err
		}
	}
	return c, ErrClaimed
}

// Release gives a claim's slot back, if it is still the claim's.
func (r Register) Release(c Claim) error {
	newest, held, err := r.at(c.Slot)
	if err != nil || held == nil || !held.same(c) || held.Mark != c.Mark {
		return err
	}
	return r.supersede(newest, released(c.Slot))
}

// at is what stands at a slot: the newest generation, and its claim if it is
// claimed.
func (r Register) at(slot int) (generation, *Claim, error) {
	for range 100 {
		all, err := r.list()
		if err != nil {
			return generation{}, nil, err
		}
		i := slices.IndexFunc(all, func(g generation) bool { return g.slot == slot })
		if i < 0 {
			return generation{slot: slot}, nil, nil
		}
		claim, err := readClaim(all[i].path)
		if errors.Is(err, fs.ErrNotExist) { // replaced meanwhile
			continue
		}
		if err != nil {
			return all[i], nil, &BadClaim{slot, all[i].path, err}
		}
		return all[i], claim, nil
	}
	return generation{}, nil, ErrClaimed
}

// supersede puts the next generation of a slot there, whole, or fails where
// there is one.
func (r Register) supersede(newest generation, text string) error {
	temporary, err := os.CreateTemp(r.dir, ".claim-*")
	if err != nil {
		return fmt.Errorf("cannot keep claims: %w", err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.WriteString(text)
	if err = errors.Join(err, temporary.Close()); err != nil {
		return fmt.Errorf("cannot keep claims: %w", err)
	}
	next := generation{slot: newest.slot, number: newest.number + 1}
	next.path = filepath.Join(r.dir, next.name())
	if err := textfile.Place(temporary.Name(), next.path); errors.Is(err, fs.ErrExist) {
		return ErrClaimed
	} else if err != nil {
		return fmt.Errorf("cannot keep claims: %w", err)
	}
	return r.settle(next)
}

// settle removes what a generation has replaced. If there is a newer one after
// all, because the folder was read while it changed, this one never counted.
func (r Register) settle(ours generation) error {
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		g, ok := parseGeneration(r.dir, e.Name())
		switch {
		case !ok || g.slot != ours.slot:
		case g.number > ours.number:
			return errors.Join(ErrClaimed, os.Remove(ours.path))
		case g.number < ours.number:
			_ = os.Remove(g.path) // is out of date, there or not
		}
	}
	return nil
}

// generation is one file of a slot.
type generation struct {
	slot, number int
	path         string
}

func (g generation) name() string { return fmt.Sprintf("slot-%d.%d", g.slot, g.number) }

// Version 0.1 named them without a generation.
var generationName = regexp.MustCompile(`^slot-(\d+)(?:\.(\d+))?$`)

func parseGeneration(dir, name string) (generation, bool) {
	match := generationName.FindStringSubmatch(name)
	if match == nil {
		return generation{}, false
	}
	slot, err := strconv.Atoi(match[1])
	number, err2 := strconv.Atoi(cmp.Or(match[2], "0"))
	return generation{slot, number, filepath.Join(dir, name)}, err == nil && err2 == nil && ports.Scheme{}.ValidSlot(slot) == nil
}

// list are the newest generations of all slots that were ever claimed.
func (r Register) list() ([]generation, error) {
	entries, err := os.ReadDir(r.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the claims: %w", err)
	}
	var all []generation
	for _, e := range entries {
		if g, ok := parseGeneration(r.dir, e.Name()); ok {
			all = append(all, g)
		}
	}
	slices.SortFunc(all, func(a, b generation) int { return cmp.Or(a.slot-b.slot, b.number-a.number) })
	return slices.CompactFunc(all, func(a, b generation) bool { return a.slot == b.slot }), nil
}
