package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// doomed finds the instance to destroy by its id, or in the current directory. An
// instance whose directory is gone is known by its claim alone.
func (s Sandbox) doomed(id string) (*doomed, error) {
	known, _ := claims.All()
	if id == "" {
		return s.doomedHere(known)
	}
	named := slices.DeleteFunc(slices.Clone(known), func(c claims.Claim) bool { return c.ID != id })
	switch len(named) {
	case 0:
		return nil, fmt.Errorf("there is no instance %q; `mage sandbox:list` lists them", shorten(id))
	case 1:
		return s.doomedClaim(named[0]), nil
	}
	if dir, err := instance.Real("."); err == nil {
		if claim, found := claims.ByDir(named, dir); found && claim.Stale() == nil {
			return s.doomedHere(known)
		}
	}
	return nil, ambiguous(named)
}

// doomedHere finds the instance in the current directory. Without a claim the
// directory alone knows it.
func (s Sandbox) doomedHere(known []claims.Claim) (*doomed, error) {
	if claim, found := interruptedHere(known); found {
		return &doomed{stack: s.Stack, claim: claim, project: compose.NewProject(claim.ID, claim.Engine.Variables())}, nil
	}
	in, err := instance.Load(".", s.Stack.Scheme())
	if err != nil {
		return nil, err
	}
	if original, copied := originalOf(known, in); copied {
		return nil, &copyError{original}
	}
	claim, claimed := claims.Of(known, in)
	if !claimed {
		claim = claims.Claim{ID: in.ID, Slot: in.Slot, Dir: in.Dir, Host: in.Machine, Key: in.Key}
	}
	claim.Move(in.Dir)
	claim.Key = cmp.Or(in.Key, claim.Key)
	return &doomed{stack: s.Stack, claim: claim, project: workspace.ProjectOf(s.Stack, in)}, nil
}

// doomedClaim finds the instance of a claim. The directory's own file says where
// its engine is, if that is still the instance.
func (s Sandbox) doomedClaim(claim claims.Claim) *doomed {
	variables := claim.Engine.Variables()
	if in, err := instance.Load(claim.Dir, s.Stack.Scheme()); err == nil && in.ID == claim.ID {
		variables = in.Variables
	}
	return &doomed{stack: s.Stack, claim: claim, project: compose.NewProject(claim.ID, variables)}
}

// ambiguous lists the instances that have one id, and says how to choose one.
func ambiguous(named []claims.Claim) error {
	var text strings.Builder
	fmt.Fprintf(&text, "the id %s is ambiguous: %d instances have it\n", named[0].ID, len(named))
	for _, c := range named {
		fmt.Fprintf(&text, "  slot %d in %s", c.Slot, c.Dir)
		if why := c.Stale(); why != nil {
			fmt.Fprintf(&text, " (stale: %v)", why)
		}
		text.WriteString("\n")
	}
	text.WriteString("run mage sandbox:destroy in the directory of the one to destroy, or, of deleted worktrees, mage sandbox:prune; nothing was removed")
	return errors.New(text.String())
}
