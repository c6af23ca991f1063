// Package provision makes a directory an instance: it claims a slot, and writes
// .env.sandbox with the ports, the passwords and the key of the instance.
package provision

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/slots"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Provisioner makes instances of a stack.
type Provisioner struct {
	Stack    stack.Stack
	Version  string // recorded in each new file
	Progress func(report.Event)
}

// Instance is an instance that was made or found.
type Instance struct {
	Claim claims.Claim
	State string      // created, restored or unchanged
	Stack stack.Stack // with the instance's ports; the declared stack unless State is created
}

// Directory makes a directory an instance. Slot and id are those asked for:
// [identity.AnySlot] and "" leave the choice to Directory. An instance gets only what it
// lacks. A copy of an instance becomes one of its own.
func (p Provisioner) Directory(ctx context.Context, dir string, slot int, id string) (Instance, error) {
	if err := identity.Untracked(ctx, dir); err != nil {
		return Instance{}, err
	}
	in, err := instance.Load(dir, p.Stack.Scheme())
	switch {
	case errors.Is(err, instance.ErrNone):
		return p.createOrRestore(ctx, dir, slot, id)
	case err != nil:
		return Instance{}, err
	}
	known, _ := claims.All()
	if original, copied := identity.Original(known, in); copied {
		return p.createInCopy(ctx, original, in.Dir, slot, id)
	}
	if err := unchanged(in, slot, id); err != nil {
		return Instance{}, err
	}
	err = errors.Join(identity.Move(known, in), identity.KeepFile(in.Dir, in.Key), hide(ctx, in.Dir))
	return Instance{claims.Claim{ID: in.ID, Slot: in.Slot, Dir: in.Dir}, report.InitUnchanged, p.Stack}, err
}

// unchanged returns an error if an instance is asked to have another slot or id.
func unchanged(in instance.Instance, slot int, id string) error {
	switch {
	case slot != identity.AnySlot && slot != in.Slot:
		return fmt.Errorf("this directory is instance %s in slot %d already; delete .env.sandbox to give it another", in.ID, in.Slot)
	case id != "" && id != in.ID:
		return fmt.Errorf("this directory is instance %s already; delete .env.sandbox to give it another name", in.ID)
	}
	return nil
}

// createOrRestore makes a directory an instance, or restores the one that it was.
func (p Provisioner) createOrRestore(ctx context.Context, dir string, slot int, id string) (Instance, error) {
	dir, err := instance.Real(dir)
	if err != nil {
		return Instance{}, err
	}
	claim, restored, err := identity.Restore(dir, slot, id)
	switch {
	case err != nil:
		return Instance{}, err
	case restored:
		return Instance{claim, report.InitRestored, p.Stack}, hide(ctx, dir)
	}
	return p.create(ctx, dir, slot, id, func() error { return nil })
}

// createInCopy makes a copied directory an instance of its own. It moves the copied
// file to the state folder.
func (p Provisioner) createInCopy(ctx context.Context, original claims.Claim, dir string, slot int, id string) (Instance, error) {
	return p.create(ctx, dir, slot, id, func() error {
		p.Progress(report.Step("this directory was copied from instance %s in %s; the copied %s is now %s",
			original.ID, original.Dir, instance.File, filepath.Join(instance.StateFolder, instance.CopiedFile)))
		return instance.SetAside(dir, original.Key)
	})
}

// create makes a directory an instance. It calls makeRoom just before it writes the
// file.
func (p Provisioner) create(ctx context.Context, dir string, slot int, id string, makeRoom func() error) (Instance, error) {
	id, err := ID(id, dir)
	if err != nil {
		return Instance{}, err
	}
	wanted := identity.NewClaim(id, dir, slot)
	wanted.Engine = engines.Shell()
	s, claim, err := slots.Claim(ctx, p.Stack, dir, wanted, p.Progress)
	if err != nil {
		return Instance{}, err
	}
	if err = makeRoom(); err == nil {
		err = p.write(ctx, s, claim)
	}
	if err != nil {
		return Instance{}, errors.Join(err, p.giveBack(claim))
	}
	return Instance{claim, report.InitCreated, s}, identity.ReleaseOthers(claim)
}

// giveBack releases the claim of an instance that could not be made, unless another
// init has made the instance here meanwhile.
func (p Provisioner) giveBack(claim claims.Claim) error {
	in, err := instance.Load(claim.Dir, p.Stack.Scheme())
	if err == nil && in.ID == claim.ID && in.Slot == claim.Slot && in.Machine == claim.Host {
		return nil
	}
	return identity.Release(claim)
}

// ID returns the id that is asked for, or the slug of a directory's name.
func ID(id, dir string) (string, error) {
	if id != "" {
		return id, instance.ValidID(id)
	}
	if id = instance.Slug(filepath.Base(dir)); id == "" {
		return "", fmt.Errorf("the directory's name %q gives no instance id; name one with -name=ID", filepath.Base(dir))
	}
	return id, nil
}

// hide has git ignore the files of an instance.
func hide(ctx context.Context, dir string) error {
	return git.Exclude(ctx, dir, instance.File, instance.StateFolder+"/")
}
