// Package identity decides which instance a directory is: an instance of its own, a
// copy of another one, or one that was moved. It keeps the claim and the key of the
// instance in step with the directory.
package identity

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// AnySlot stands for the lowest free slot.
const AnySlot = -1

// Check returns an error if the instance in a directory is a copy of another one,
// or if another instance has its id.
func Check(known []claims.Claim, in instance.Instance) error {
	if err := CheckCopy(known, in); err != nil {
		return err
	}
	if in.Key == "" { // version 0.1 kept no key: its containers prove whose they are
		known = slices.DeleteFunc(slices.Clone(known), func(c claims.Claim) bool { return c.Key == "" && c.Unseen() })
	}
	return Unclaimed(known, claims.Claim{ID: in.ID, Key: in.Key, Slot: AnySlot, Dir: in.Dir})
}

// CopyError is returned for a copy of an instance, in which no command works.
type CopyError struct{ Original claims.Claim }

func (e *CopyError) Error() string {
	return fmt.Sprintf("this directory is a copy of instance %s in %s, and has its key; run `mage sandbox:init` here, which gives it a key of its own",
		e.Original.ID, e.Original.Dir)
}

// CheckCopy returns a [*CopyError] if the instance in a directory is a copy.
func CheckCopy(known []claims.Claim, in instance.Instance) error {
	if original, copied := Original(known, in); copied {
		return &CopyError{original}
	}
	return nil
}

// Original returns the claim of the instance that the one in a directory was copied
// from: the claimed directory is another one, and still has the key. Without the
// key there, the instance was moved.
func Original(known []claims.Claim, in instance.Instance) (original claims.Claim, copied bool) {
	claim, found := claims.ByKey(known, in.Key)
	return claim, found && !SameDirectory(claim.Dir, in.Dir) && claim.Holds()
}

// SameDirectory reports whether two paths lead to one directory.
func SameDirectory(a, b string) bool {
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	return a == b || err == nil && err2 == nil && os.SameFile(one, other)
}

// Untracked returns an error if git tracks the instance's file: every clone would
// have the same key.
func Untracked(ctx context.Context, dir string) error {
	if git.Tracked(ctx, dir, instance.File) {
		return fmt.Errorf("git tracks %[1]s, so that every clone would have the same key and passwords; run `git rm --cached %[1]s`", instance.File)
	}
	return nil
}

// Unclaimed returns an error if another instance has the id or the slot: two
// instances with one id would share their containers and data.
func Unclaimed(known []claims.Claim, wanted claims.Claim) error {
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
