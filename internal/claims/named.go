package claims

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/plain"
)

// Find returns the claim of the instance that a person names by its id, or by the end of
// its id after a dash. The error lists the ids, or the directories of an id that several
// instances have. Stale claims do not count.
func Find(known []Claim, name string) (Claim, error) {
	isStale := func(c Claim) bool { return c.Stale() != nil }
	named := Named(known, name)
	current := slices.DeleteFunc(slices.Clone(named), isStale)
	switch {
	case len(current) == 1:
		return current[0], nil
	case len(current) > 1:
		return Claim{}, ambiguous(name, current)
	case len(named) > 0:
		return Claim{}, fmt.Errorf("there is no instance %s any more: %w; `mage sandbox:prune` removes what it left", named[0].ID, named[0].Stale())
	}
	return Claim{}, Unknown(slices.DeleteFunc(slices.Clone(known), isStale), name)
}

// Named returns the claims with an id. If there are none, it returns those whose id ends
// with the name: after two dashes, as in the id of a worktree, otherwise after one.
func Named(known []Claim, name string) []Claim {
	for _, matches := range []func(id string) bool{
		func(id string) bool { return id == name },
		func(id string) bool { return strings.HasSuffix(id, "--"+name) },
		func(id string) bool { return strings.HasSuffix(id, "-"+name) },
	} {
		named := slices.DeleteFunc(slices.Clone(known), func(c Claim) bool { return !matches(c.ID) })
		if name != "" && len(named) > 0 {
			return named
		}
	}
	return nil
}

// Unknown returns the error for an id that none of the claims has.
func Unknown(known []Claim, id string) error {
	var ids []string
	for _, c := range known {
		ids = append(ids, c.ID)
	}
	if len(ids) == 0 {
		return fmt.Errorf("there is no instance %q, and no other on this machine; `mage sandbox:init` makes a directory one", plain.Short(id))
	}
	slices.Sort(ids)
	return fmt.Errorf("there is no instance %q; there are %s", plain.Short(id), strings.Join(slices.Compact(ids), ", "))
}

// NotWhole returns the error for an id that none of the claims has, where the end of an id
// is not enough.
func NotWhole(known []Claim, id string) error {
	if meant := Named(known, id); len(meant) == 1 {
		return fmt.Errorf("there is no instance %q; only its whole id names one to destroy: -instance=%s", plain.Short(id), meant[0].ID)
	}
	return Unknown(known, id)
}

// ambiguous returns the error for a name that stands for several instances.
func ambiguous(name string, named []Claim) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%q stands for %d instances:\n", plain.Short(name), len(named))
	isSame := !slices.ContainsFunc(named, func(c Claim) bool { return c.ID != named[0].ID })
	for _, c := range slices.SortedFunc(slices.Values(named), func(a, b Claim) int { return strings.Compare(a.ID, b.ID) }) {
		fmt.Fprintf(&text, "  %s, slot %d in %s\n", c.ID, c.Slot, c.Dir)
	}
	if isSame {
		text.WriteString("run the command in the directory of the one that you mean, without -instance")
	} else {
		text.WriteString("give the whole id of the one that you mean")
	}
	return errors.New(text.String())
}
