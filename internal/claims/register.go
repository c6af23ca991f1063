package claims

import (
	"cmp"
	"crypto/sha256"
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

// Register keeps the claims on the slots of one host, or, for instances whose stack is
// derived, of one repository on a host. It is a folder with one file per slot.
//
// No lock is needed. A slot's file is named slot-N.G, where G is its generation,
// and only the newest generation counts. [textfile.Place] adds a claim atomically
// as the next generation, and fails if another process added that generation first.
// The newest file is never removed: giving a slot back adds a generation that says
// so. A process that is killed leaves at most an older generation or a temporary
// file.
type Register struct{ dir, host, repository string }

// ErrClaimed is returned if the slot belongs to another directory.
var ErrClaimed = errors.New("the slot is claimed")

// BadClaim is the error for a claim's file that cannot be used. Its slot counts as
// claimed.
type BadClaim struct {
	Slot int
	Path string
	Err  error
}

func (e *BadClaim) Error() string {
	return fmt.Sprintf("the claim on slot %d cannot be read: %v; mend or remove %s", e.Slot, e.Err, e.Path)
}

func (e *BadClaim) Unwrap() []error { return []error{e.Err, ErrClaimed} }

// Open returns the register of a host; "" is this machine.
func Open(host string) (Register, error) {
	home, err := instance.HomeOf(host)
	return Register{home, host, ""}, err
}

// repositoriesFolder is the folder in a host's register that holds a folder for
// each repository.
const repositoriesFolder = "repositories"

// OpenRepository returns the register of a repository on a host. Git's common
// directory identifies the repository; for "" it returns the same register as
// [Open].
func OpenRepository(host, repository string) (Register, error) {
	register, err := Open(host)
	if err != nil || repository == "" {
		return register, err
	}
	name := fmt.Sprintf("%x", sha256.Sum256([]byte(repository)))[:20]
	return Register{filepath.Join(register.dir, repositoriesFolder, name), host, repository}, nil
}

// Register returns the register that holds the claim.
func (c Claim) Register() (Register, error) { return OpenRepository(c.Host, c.Repository) }

// registers returns the registers of all hosts, this machine's first.
func registers() ([]Register, error) {
	local, err := Open("")
	if err != nil {
		return nil, err
	}
	all := local.withRepositories()
	entries, err := os.ReadDir(filepath.Join(local.dir, instance.HostsFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("cannot read the claims: %w", err)
	}
	for _, e := range entries {
		if host, err := url.PathUnescape(e.Name()); err == nil && e.IsDir() && host != "" {
			remote := Register{dir: filepath.Join(local.dir, instance.HostsFolder, e.Name()), host: host}
			all = append(all, remote.withRepositories()...)
		}
	}
	return all, nil
}

// withRepositories returns the register and the registers of the repositories on
// its host.
func (r Register) withRepositories() []Register {
	all := []Register{r}
	folders, _ := filepath.Glob(filepath.Join(r.dir, repositoriesFolder, "*"))
	for _, folder := range folders {
		all = append(all, Register{dir: folder, host: r.host})
	}
	return all
}

// All returns the claims of all registers, including stale ones, and an error for
// each file that cannot be used.
func All() (claims []Claim, problems []error) {
	all, err := registers()
	if err != nil {
		return nil, []error{err}
	}
	for _, r := range all {
		more, bad := r.Claims()
		claims, problems = append(claims, more...), append(problems, bad...)
	}
	return claims, problems
}

// Claims returns the claims on the host's slots in slot order, including stale
// ones. A problem with one file is a [*BadClaim]; any other problem concerns the
// whole folder.
func (r Register) Claims() (claims []Claim, problems []error) {
	for range 100 { // list again if a newer generation replaced a file before it was read
		newest, err := r.list()
		if err != nil {
			return nil, []error{err}
		}
		var outdated bool
		if claims, problems, outdated = readAll(newest); !outdated {
			return claims, problems
		}
	}
	return nil, []error{fmt.Errorf("the claims in %s keep changing", r.dir)}
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

// Take claims a slot. A claim of the same directory and id is left as it is.
// Another claim is replaced only if replace returns true. Otherwise, and if another
// process claims the slot first, the error is [ErrClaimed].
func (r Register) Take(c Claim, replace func(Claim) bool) error {
	if err := os.MkdirAll(r.dir, 0o700); err != nil {
		return fmt.Errorf("cannot write the claim: %w", err)
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
	c.Host, c.Repository = r.host, r.repository
	text, err := c.marshal()
	if err != nil {
		return err
	}
	return r.supersede(newest, text)
}

// Confirm checks, after the instance's file was written, that its claim still
// counts. A fresh claim does. An older one may just have been found stale by
// another process, so it is written again. The error is [ErrClaimed] if the claim
// was replaced.
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

// Update replaces a claim with the result of change and returns the new claim. Slot
// and host stay. If another command updates the claim at the same time, change is
// called again on the newer claim, so it must be idempotent. The error is
// [ErrClaimed] if the slot belongs to another instance by now.
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
		next.Slot, next.Host, next.Repository = held.Slot, r.host, held.Repository
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

// Release gives the slot back if the claim still holds it.
func (r Register) Release(c Claim) error {
	newest, held, err := r.at(c.Slot)
	if err != nil || held == nil || !held.same(c) || held.Mark != c.Mark {
		return err
	}
	return r.supersede(newest, released(c.Slot))
}

// at returns the newest generation of a slot, and its claim if the slot is claimed.
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
		if errors.Is(err, fs.ErrNotExist) { // a newer generation replaced it
			continue
		}
		if err != nil {
			return all[i], nil, &BadClaim{slot, all[i].path, err}
		}
		return all[i], claim, nil
	}
	return generation{}, nil, ErrClaimed
}

// supersede adds the next generation of a slot atomically. The error is
// [ErrClaimed] if that generation exists.
func (r Register) supersede(newest generation, text string) error {
	temporary, err := os.CreateTemp(r.dir, ".claim-*")
	if err != nil {
		return fmt.Errorf("cannot write the claim: %w", err)
	}
	defer os.Remove(temporary.Name())
	_, err = temporary.WriteString(text)
	if err = errors.Join(err, temporary.Close()); err != nil {
		return fmt.Errorf("cannot write the claim: %w", err)
	}
	next := generation{slot: newest.slot, number: newest.number + 1}
	next.path = filepath.Join(r.dir, next.name())
	if err := textfile.Place(temporary.Name(), next.path); errors.Is(err, fs.ErrExist) {
		return ErrClaimed
	} else if err != nil {
		return fmt.Errorf("cannot write the claim: %w", err)
	}
	return r.settle(next)
}

// settle removes the generations before ours. If a newer one exists, because the
// folder changed while it was read, it removes ours and returns [ErrClaimed].
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
			_ = os.Remove(g.path) // an outdated file may stay
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

// generationName matches the name of a slot's file. Version 0.1 wrote names without
// a generation.
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

// list returns the newest generation of each slot that was ever claimed.
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
