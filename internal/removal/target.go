package removal

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/internal/worktree"
	"github.com/seed-491dada8/sandbox/stack"
)

// Target is an instance to destroy. Its directory may be gone: the claim then is all
// that is known of it.
type Target struct {
	Claim   claims.Claim
	stack   stack.Stack
	project compose.Project
}

// Find finds the instance to destroy by its id, or, for an empty id, in a directory.
func Find(s stack.Stack, dir, id string) (Target, error) {
	known, _ := claims.All()
	if id == "" {
		return findIn(s, known, dir)
	}
	named := slices.DeleteFunc(slices.Clone(known), func(c claims.Claim) bool { return c.ID != id })
	switch len(named) {
	case 0:
		return Target{}, claims.NotWhole(known, id)
	case 1:
		return ofClaim(s, named[0]), nil
	}
	if dir, err := instance.Real(dir); err == nil {
		if claim, found := claims.ByDir(named, dir); found && claim.Stale() == nil {
			return findIn(s, known, dir)
		}
	}
	return Target{}, ambiguous(named)
}

// findIn finds the instance in a directory. Without a claim, only the directory
// describes it.
func findIn(s stack.Stack, known []claims.Claim, dir string) (Target, error) {
	if claim, found := interruptedIn(known, dir); found {
		return Target{claim, s, compose.NewProject(claim.ID, claim.Engine.Variables())}, nil
	}
	in, err := instance.Load(dir, s.Scheme())
	if err == nil {
		err = identity.CheckCopy(known, in)
	}
	if err != nil {
		return Target{}, err
	}
	claim, claimed := claims.Of(known, in)
	if !claimed {
		claim = claims.Claim{ID: in.ID, Slot: in.Slot, Dir: in.Dir, Host: in.Machine, Key: in.Key}
	}
	claim.Move(in.Dir)
	claim.Key = cmp.Or(in.Key, claim.Key)
	return Target{claim, s, workspace.ProjectOf(s, in)}, nil
}

// ofClaim returns the instance of a claim. If the claimed directory still is the
// instance, its file names the engine.
func ofClaim(s stack.Stack, claim claims.Claim) Target {
	variables := claim.Engine.Variables()
	if in, err := instance.Load(claim.Dir, s.Scheme()); err == nil && in.ID == claim.ID {
		variables = in.Variables
	}
	return Target{claim, s, compose.NewProject(claim.ID, variables)}
}

// interruptedIn returns the claim of the worktree whose removal was cut and left the
// directory.
func interruptedIn(known []claims.Claim, dir string) (claims.Claim, bool) {
	dir, err := instance.Real(dir)
	if err != nil {
		return claims.Claim{}, false
	}
	for _, claim := range known {
		_, files, found := worktree.Interrupted(claim.Dir, trashKey(claim))
		if found && claim.Worktree && (dir == files || strings.HasPrefix(dir, files+string(filepath.Separator))) {
			return claim, true
		}
	}
	return claims.Claim{}, false
}

// ambiguous returns an error that lists the instances with one id, and says how to
// choose one.
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
