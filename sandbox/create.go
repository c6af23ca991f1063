package sandbox

import (
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/provision"
	"github.com/seed-491dada8/sandbox/report"
)

// CreateOptions choose the worktree to make.
type CreateOptions struct {
	Name   string // ends the name of its directory, <repository>--<name>
	Branch string // checked out there, made from HEAD if there is none; Name if empty
	Slot   *int   // as in [InitOptions]
	ID     string // instance id; empty means the slug of the directory's name
}

// Create makes a git worktree beside the repository's main one, and makes it an
// instance. If it fails, it undoes what it did.
func (s Sandbox) Create(ctx context.Context, options CreateOptions) (report.Create, error) {
	made := report.NewCreate()
	return conclude(ctx, made, s.create(ctx, options, made))
}

func (s Sandbox) create(ctx context.Context, options CreateOptions, made *report.Create) error {
	slot, err := s.slot(options.Slot)
	if err != nil {
		return err
	}
	in, branch, err := s.provisioner().Worktree(ctx, s.dir(), provision.Worktree{
		Name: options.Name, Branch: options.Branch, Slot: slot, ID: options.ID,
	})
	if err != nil {
		return err
	}
	made.Worktree, made.Branch = in.Claim.Root, branch
	made.Copied, err = s.provisioner().Carry(ctx, in.Claim.Dir)
	s.describe(ctx, in, &made.Init)
	if err != nil {
		return fmt.Errorf("%w; the worktree %s is made, and mage sandbox:init there tries again", err, made.Worktree)
	}
	made.Missing = s.provisioner().Missing(ctx, in.Claim.Dir)
	return nil
}
