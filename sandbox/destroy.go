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
	return interruption(ctx, s.destroy(ctx, options))
}

func (s Sandbox) destroy(ctx context.Context, options DestroyOptions) error {
	d, err := s.doomed(options.Instance)
	if err != nil {
		return notTried(err)
	}
	if err := d.inspect(ctx, options.Force); err != nil {
		return notTried(err)
	}
	if err := s.agree(ctx, options.Yes, d.question()); err != nil {
		return err
	}
	console := s.console()
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
	remains  compose.Remains
	worktree *worktree.Tree // that goes with it, nil if none does
	losses   []string       // of the worktree, that its user agrees to
	force    bool           // any loss is agreed to
}

// inspect finds what there is to remove, and whether it may be removed.
func (d *doomed) inspect(ctx context.Context, force bool) (err error) {
	if _, err := d.project.Architecture(ctx); err != nil {
		return err
	}
	if d.remains, err = remainsOf(ctx, d.project, d.claim); err != nil {
		return err
	}
	if err := d.inspectWorktree(ctx, force); err != nil || d.worktree != nil {
		return err
	}
	if _, err := instance.Load(d.claim.Dir, d.stack.Scheme()); err != nil && !errors.Is(err, instance.ErrNone) {
		return fmt.Errorf("%s: %w; mend or remove that file, for it may be of another instance; nothing was removed", d.claim.Dir, err)
	}
	return nil
}

// remainsOf are what an engine that answers holds of the project of a claimed
// instance. The error is also for a project of the same name that another
// directory has.
func remainsOf(ctx context.Context, project compose.Project, claim claims.Claim) (compose.Remains, error) {
	remains, err := project.Remains(ctx)
	if err != nil {
		return compose.Remains{}, err
	}
	if other := remains.Elsewhere(func(theirs string) bool { return strangerOn(claim.Host, claim.Dir, theirs) }); other != "" {
		return compose.Remains{}, fmt.Errorf("the Compose project %s belongs to %s; nothing was removed", project.Name, other)
	}
	return remains, nil
}

func (d *doomed) question() string {
	var parts []string
	if text := d.remains.String(); text != "" {
		parts = append(parts, text+" with all their data")
	}
	if d.worktree != nil {
		parts = append(parts, "the worktree "+d.worktree.Root)
	} else {
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
	err := removeRemains(ctx, d.project, d.remains, d.stack.Images)
	if err == nil {
		err = d.removeDirectory(ctx, c)
	}
	if err == nil {
		err = release(d.claim)
	}
	if err != nil {
		return notTried(err)
	}
	return nil
}

// removeRemains removes what the engine holds of a project, and its own images.
func removeRemains(ctx context.Context, project compose.Project, remains compose.Remains, images []stack.Image) error {
	if err := project.Remove(ctx, remains); err != nil {
		return err
	}
	for _, image := range images {
		if err := project.RemoveImages(ctx, image.Repository+":"+project.Name); err != nil {
			return err
		}
	}
	return nil
}
