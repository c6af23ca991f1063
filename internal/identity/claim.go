package identity

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/user"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// NewClaim returns a claim of a new instance, with a new key.
func NewClaim(id, dir string, slot int) claims.Claim {
	return claims.Claim{
		ID: id, Dir: dir, Slot: slot, Created: time.Now(), Mark: rand.Text(), Key: instance.NewKey(), Owner: currentUser(), Root: git.Top(dir), GitDir: git.Dir(dir),
	}
}

// currentUser returns the user who makes a claim, as user@host.
func currentUser() string {
	name := cmp.Or(os.Getenv("USER"), os.Getenv("USERNAME"))
	if current, err := user.Current(); err == nil {
		name = current.Username
	}
	host, _ := os.Hostname()
	return name + "@" + host
}

// Repository returns the repository in which the slots of instances with a derived
// stack are numbered: that of a directory, or the directory itself outside of git.
func Repository(dir string) string {
	if common := git.Common(dir); common != "" {
		return common
	}
	return dir
}

// Renew has the claim of an instance name its directory, slot and machine as they
// are now: the directory was moved, the claim was lost, or the instance has gone to
// another machine. An instance works without a claim if that fails.
func Renew(w workspace.Workspace, progress func(report.Event)) {
	in := w.Instance
	known, _ := claims.All()
	before, claimed := claims.Of(known, in)
	claim := before
	if !claimed {
		claim = NewClaim(in.ID, in.Dir, in.Slot)
		claim.Key = in.Key
		if w.Derived != nil {
			claim.Repository = Repository(in.Dir)
		}
	}
	register, err := claims.OpenRepository(in.Machine, claim.Repository)
	if err != nil {
		return
	}
	if claimed && before.Unseen() {
		progress(report.Step("the claim of %s named %s, which cannot be looked at; from now on it names this directory", in.ID, before.Dir))
	}
	claim = renewed(claim, w)
	if claimed && before.Host == in.Machine && before.Slot == in.Slot {
		_, err = register.Update(before, func(c *claims.Claim) { *c = renewed(*c, w) })
	} else if err = register.Take(claim, func(held claims.Claim) bool { return held.ID == claim.ID && held.Stale() != nil }); err == nil && claimed {
		err = ReleaseOthers(claim)
	}
	if err == nil {
		_ = KeepFile(in.Dir, in.Key)
	}
}

// renewed returns the claim of an instance as the instance is now.
func renewed(c claims.Claim, w workspace.Workspace) claims.Claim {
	in := w.Instance
	c.Move(in.Dir)
	c.Root, c.GitDir = git.Top(in.Dir), git.Dir(in.Dir)
	c.Slot, c.Host, c.Engine = in.Slot, in.Machine, instance.EngineOf(in.Variables)
	if w.Derived != nil {
		c.Ports = derived.Numbers(w.Derived.Ports, w.Derived.Numbers)
		return c
	}
	c.Ports = slices.Sorted(maps.Values(in.Ports))
	return c
}

// Record renews the claim of an instance and alters it.
func Record(w workspace.Workspace, progress func(report.Event), change func(*claims.Claim)) error {
	Renew(w, progress)
	known, _ := claims.All()
	claim, found := claims.Of(known, w.Instance)
	if !found {
		return errors.New("cannot record the volumes of this instance: it has no claim; `mage sandbox:doctor` says why")
	}
	register, err := claim.Register()
	if err == nil {
		_, err = register.Update(claim, change)
	}
	return err
}

// Move has the claim of an instance name the directory that it was moved to.
func Move(known []claims.Claim, in instance.Instance) error {
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

// Locate has the claim of a new worktree name git's directory for it.
func Locate(claim claims.Claim) error {
	register, err := claim.Register()
	if err == nil {
		_, err = register.Update(claim, func(c *claims.Claim) { c.GitDir = git.Dir(c.Dir) })
	}
	return err
}

// Confirm returns an error unless a claim still counts, now that its instance was
// written: if the command was held up, another one may have taken the slot.
func Confirm(claim claims.Claim) error {
	register, err := claim.Register()
	if err == nil {
		err = register.Confirm(claim)
	}
	if errors.Is(err, claims.ErrClaimed) {
		return fmt.Errorf("slot %d was taken by another instance meanwhile; run this again", claim.Slot)
	}
	return err
}

// Release gives the slot of a claim back, unless it is another claim's by now, and
// removes the copy of the instance's file.
func Release(claim claims.Claim) error {
	register, err := claim.Register()
	if err != nil {
		return err
	}
	return errors.Join(register.Release(claim), claims.Forget(claim.Key))
}

// ReleaseOthers gives back the earlier slots of a claim's instance, which was in
// another slot or on another machine.
func ReleaseOthers(claim claims.Claim) error {
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
