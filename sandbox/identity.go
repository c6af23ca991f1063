package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// ownIdentity returns an error if the instance in a directory is a copy of another
// one, or if another instance has its id.
func ownIdentity(known []claims.Claim, in instance.Instance) error {
	if original, copied := originalOf(known, in); copied {
		return &copyError{original}
	}
	if in.Key == "" { // version 0.1 kept no key: its containers tell whose they are
		known = slices.DeleteFunc(slices.Clone(known), func(c claims.Claim) bool { return c.Key == "" && c.Unseen() })
	}
	return unclaimed(known, claims.Claim{ID: in.ID, Key: in.Key, Slot: anySlot, Dir: in.Dir})
}

// copyError is why nothing is done in a copy of an instance.
type copyError struct{ original claims.Claim }

func (e *copyError) Error() string {
	return fmt.Sprintf("this directory is a copy of instance %s in %s, and has its key; run `mage sandbox:init` here, which gives it a key of its own",
		e.original.ID, e.original.Dir)
}

// originalOf returns the claim of the instance that the one in a directory was
// copied from. The claimed directory is another one, and still has the key: without
// it, the instance was moved.
func originalOf(known []claims.Claim, in instance.Instance) (original claims.Claim, copied bool) {
	claim, found := claims.ByKey(known, in.Key)
	return claim, found && !sameDirectory(claim.Dir, in.Dir) && claim.Holds()
}

// isCopy reports whether an instance is a copy of another one.
func isCopy(in instance.Instance) bool {
	known, _ := claims.All()
	_, copied := originalOf(known, in)
	return copied
}

func sameDirectory(a, b string) bool {
	one, err := os.Stat(a)
	other, err2 := os.Stat(b)
	return a == b || err == nil && err2 == nil && os.SameFile(one, other)
}

// untracked returns an error if git tracks the instance's file: every clone would
// have the same key.
func untracked(ctx context.Context, dir string) error {
	if git.Tracked(ctx, dir, instance.File) {
		return fmt.Errorf("git tracks %[1]s, so that every clone would have the same key and passwords; run `git rm --cached %[1]s`", instance.File)
	}
	return nil
}

// keepFile copies the instance's file to where [Sandbox.Init] finds it again.
func keepFile(dir, key string) error {
	content, err := textfile.Read(filepath.Join(dir, instance.File))
	if err != nil || key == "" {
		return err
	}
	return claims.Keep(key, content)
}

// renewClaim has the claim of an instance name its directory, slot and machine as
// they are now: the directory was moved, the claim was lost, or the instance has
// gone to another machine. The instance works without a claim where that fails.
func (o *session) renewClaim() {
	known, _ := claims.All()
	before, claimed := claims.Of(known, o.Instance)
	claim := before
	if !claimed {
		claim = newClaim(o.Instance.ID, o.Instance.Dir, o.Instance.Slot)
		claim.Key = o.Instance.Key
		if o.Derived != nil {
			claim.Repository = repositoryOf(o.Instance.Dir)
		}
	}
	register, err := claims.OpenRepository(o.Instance.Machine, claim.Repository)
	if err != nil {
		return
	}
	if claimed && before.Unseen() {
		o.console.Doing(fmt.Sprintf("the claim of %s named %s, which cannot be looked at; from now on it names this directory", o.Instance.ID, before.Dir))
	}
	renew := func(c *claims.Claim) { *c = o.renewed(*c) }
	renew(&claim)
	if claimed && before.Host == o.Instance.Machine && before.Slot == o.Instance.Slot {
		_, err = register.Update(before, renew)
	} else if err = register.Take(claim, func(held claims.Claim) bool { return held.ID == claim.ID && held.Stale() != nil }); err == nil && claimed {
		err = releaseOthers(claim)
	}
	if err == nil {
		_ = keepFile(o.Instance.Dir, o.Instance.Key)
	}
}

// renewed returns a claim of the instance as it is now.
func (o *session) renewed(c claims.Claim) claims.Claim {
	c.Move(o.Instance.Dir)
	c.Root, c.GitDir = git.Top(o.Instance.Dir), git.Dir(o.Instance.Dir)
	c.Slot, c.Host, c.Engine = o.Instance.Slot, o.Instance.Machine, instance.EngineOf(o.Instance.Variables)
	c.Ports = nil
	for _, port := range o.Instance.Ports {
		c.Ports = append(c.Ports, port)
	}
	slices.Sort(c.Ports)
	if o.Derived != nil {
		c.Ports = derived.Numbers(o.Derived.Ports, o.Derived.Numbers)
	}
	return c
}

// releaseOthers gives back what else the instance of a claim has claimed: its slot
// or its machine was another one.
func releaseOthers(claim claims.Claim) error {
	known, _ := claims.All()
	var failed error
	for _, c := range known {
		if c.Key != claim.Key || c.Dir != claim.Dir || c.ID != claim.ID || c.Slot == claim.Slot && c.Host == claim.Host && c.Repository == claim.Repository {
			continue
		}
		register, err := c.Register()
		if err == nil {
			err = register.Release(c)
		}
		failed = errors.Join(failed, err)
	}
	return failed
}

// bind has the claim of an instance name the directory that it was moved to.
func bind(known []claims.Claim, in instance.Instance) error {
	claim, found := claims.ByKey(known, in.Key)
	if !found || claim.Dir == in.Dir {
		return nil
	}
	register, err := claim.Register()
	if err != nil {
		return err
	}
	_, err = register.Update(claim, func(c *claims.Claim) {
		c.Move(in.Dir)
		c.Root, c.GitDir = git.Top(in.Dir), git.Dir(in.Dir)
	})
	return err
}

// restore gives a directory the file back that its instance has lost, as it was
// at the last start. It does so only for the slot and the id that are asked for.
func (s Sandbox) restore(dir string, slot int, id string) (restored bool, err error) {
	known, _ := claims.All()
	slices.SortStableFunc(known, func(a, b claims.Claim) int { return b.Created.Compare(a.Created) })
	for _, c := range known {
		if c.Dir != dir || c.Key == "" || slot != anySlot && slot != c.Slot || id != "" && id != c.ID {
			continue
		}
		content, err := claims.Kept(c.Key)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = instance.Restore(dir, content)
		}
		if err == nil {
			err = orRemove(dir, confirm(c))
		}
		if err != nil {
			return false, err
		}
		s.console().Done("Instance: %s (slot %d), %s is restored", c.ID, c.Slot, instance.File)
		return true, nil
	}
	return false, nil
}
