package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/worktree"
	"github.com/seed-491dada8/sandbox/stack"
)

// DestroyOptions say which instance to destroy.
type DestroyOptions struct {
	Instance string // its id; empty means the one in the current directory
	Yes      bool   // without asking
	Force    bool   // discard what the worktree's user would lose
}

// Destroy removes all that there is of an instance: its containers, networks and
// volumes on the engine, its own images, its claim and its .env.sandbox. The
// directory is removed only if [Sandbox.Create] made it, and if its user would
// lose nothing, or Force is set.
//
// The claim goes last: whatever ends a destroy half-way, another one completes it.
func (s Sandbox) Destroy(ctx context.Context, options DestroyOptions) error {
	return outcome.Interruption(ctx, s.destroy(ctx, options))
}

func (s Sandbox) destroy(ctx context.Context, options DestroyOptions) error {
	d, err := s.doomed(options.Instance)
	if err != nil {
		return err
	}
	if err := d.inspect(ctx, options.Force); err != nil {
		return err
	}
	if err := s.agree(ctx, options.Yes, d.question()); err != nil {
		return err
	}
	console := s.console()
	showKept(console, d.holdings, deletesVolume)
	for _, loss := range worktree.Shorten(d.losses) {
		console.Doing("discarding " + loss)
	}
	if err := d.remove(ctx, console); err != nil {
		return err
	}
	console.Done("Instance %s is destroyed", d.claim.ID)
	return nil
}

// doomed is an instance that is to be destroyed, and what there is of it.
type doomed struct {
	stack    stack.Stack
	claim    claims.Claim
	project  compose.Project
	holdings ownership.Holdings
	occupied bool           // its directory is another instance by now, and stays
	worktree *worktree.Tree // that goes with it, nil if none does
	losses   []string       // of the worktree, that its user agrees to
	force    bool           // any loss is agreed to
}

// inspect finds what there is to remove, and whether it may be removed.
func (d *doomed) inspect(ctx context.Context, force bool) (err error) {
	if d.holdings, err = d.look(ctx); err != nil {
		return err
	}
	if d.occupied, err = d.isOccupied(); err != nil {
		return fmt.Errorf("%s: %w; mend or remove that file, for it may be of another instance; nothing was removed", d.claim.Dir, err)
	}
	if err := d.inspectWorktree(ctx, force); err != nil {
		return err
	}
	return d.checkWriters(ctx, "nothing was removed")
}

// isOccupied reports whether the instance's directory is another instance by now: its
// user gave it another name or key.
func (d *doomed) isOccupied() (bool, error) {
	in, err := instance.Load(d.claim.Dir, d.stack.Scheme())
	if errors.Is(err, instance.ErrNone) {
		return false, nil
	}
	otherKey := d.claim.Key != "" && in.Key != "" && in.Key != d.claim.Key
	return in.ID != d.claim.ID || otherKey, err
}

// look finds what the engine holds of the instance. The error is also for
// containers that the directory has started and that are not proven to be its own.
func (d *doomed) look(ctx context.Context) (ownership.Holdings, error) {
	holdings, err := look(ctx, d.project, identityOf(d.stack, d.claim))
	if _, gone := os.Stat(d.claim.Dir); err == nil && gone == nil {
		err = unproven(holdings)
	}
	return holdings, err
}

func (d *doomed) question() string {
	var parts []string
	if text := d.holdings.String(); text != "" {
		parts = append(parts, text+" with all their data")
	}
	switch {
	case d.occupied:
		parts = append(parts, "its claim")
	case d.worktree != nil:
		parts = append(parts, "the worktree "+d.worktree.Root)
	default:
		parts = append(parts, "the .env.sandbox of "+d.claim.Dir)
	}
	return fmt.Sprintf("Destroy instance %s: %s?", d.claim.ID, strings.Join(parts, ", and "))
}

func (d *doomed) remove(ctx context.Context, c *console.Console) error {
	if _, err := os.Stat(d.claim.Dir); err == nil {
		release, err := alone(ctx, c, d.claim.Dir)
		if err != nil {
			return err
		}
		defer release()
	}
	err := d.checkWriters(ctx, "nothing was removed")
	if err == nil {
		err = d.removeHoldings(ctx)
	}
	if err == nil {
		err = d.removeDirectory(ctx, c)
	}
	if err == nil {
		err = release(d.claim)
	}
	return err
}

// removeHoldings looks again, now that no other command starts or stops the
// instance, and once more for what is left.
func (d *doomed) removeHoldings(ctx context.Context) (err error) {
	if d.holdings, err = d.look(ctx); err != nil {
		return err
	}
	if err := d.holdings.Remove(ctx, d.project); err != nil {
		return err
	}
	left, err := d.look(ctx)
	if err == nil && !left.None() {
		err = fmt.Errorf("%s of instance %s are left; run this again", left, d.claim.ID)
	}
	return err
}
