package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/worktree"
)

// inspectWorktree finds the worktree that goes with the instance. The error says
// what its user would lose without force, and why it cannot be removed.
func (d *doomed) inspectWorktree(ctx context.Context, force bool) (err error) {
	if !d.claim.Worktree || d.occupied {
		return nil
	}
	d.force = force
	if d.worktree, err = worktree.Open(ctx, d.claim.Dir, worktreeKey(d.claim)); err != nil || d.worktree == nil {
		return err
	}
	if d.losses, err = d.worktree.Losses(ctx, d.ours(d.worktree.Path)); err != nil {
		return err
	}
	if !force {
		err = refusedLosses(d.worktree.Root, d.losses, "nothing was removed")
	}
	return errors.Join(err, d.worktree.Check())
}

// worktreeKey returns the name under which a removal of the claim's worktree that
// was cut is found again.
func worktreeKey(claim claims.Claim) string { return cmp.Or(claim.Mark, claim.ID) }

// refusedLosses returns an error that lists losses, nil if there are none. Left says
// what has happened so far.
func refusedLosses(root string, losses []string, left string) error {
	if len(losses) == 0 {
		return nil
	}
	return fmt.Errorf("worktree %s holds what would be lost (%d):\n  %s\nkeep it elsewhere, or discard it with -force; %s",
		root, len(losses), strings.Join(worktree.Shorten(losses), "\n  "), left)
}

// ours reports whether a file in the worktree was made by this program: the
// instance's own files, those that mage generates, and the binaries of its images.
func (d *doomed) ours(project string) func(string) bool {
	var binaries []string
	for _, image := range d.stack.Images {
		if image.Binary != "" {
			binaries = append(binaries, path.Join(filepath.ToSlash(project), image.Binary))
		}
	}
	file, state := path.Join(filepath.ToSlash(project), instance.File), path.Join(filepath.ToSlash(project), instance.StateFolder)+"/"
	return func(name string) bool {
		return name == file || strings.HasPrefix(name, state) || path.Base(name) == "mage_output_file.go" || slices.Contains(binaries, name)
	}
}

// removeDirectory removes the worktree, or from any other directory the files that
// make it an instance.
func (d *doomed) removeDirectory(ctx context.Context, c *console.Console) error {
	if d.worktree != nil {
		return d.removeWorktree(ctx, c)
	}
	if err := resumeRemoval(ctx, d.claim); err != nil {
		return err
	}
	if occupied, err := d.isOccupied(); err != nil || occupied {
		return err
	}
	err := os.RemoveAll(filepath.Join(d.claim.Dir, instance.StateFolder))
	if removed := os.Remove(filepath.Join(d.claim.Dir, instance.File)); !errors.Is(removed, os.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}

// removeWorktree looks for losses again, now that containers and volumes are gone:
// the user agreed only to those that were shown.
func (d *doomed) removeWorktree(ctx context.Context, c *console.Console) error {
	if err := d.checkWriters(ctx, "nothing of the worktree was removed"); err != nil {
		return err
	}
	losses, err := d.worktree.Losses(ctx, d.ours(d.worktree.Path))
	if err != nil {
		return err
	}
	added := slices.DeleteFunc(losses, func(loss string) bool { return slices.Contains(d.losses, loss) })
	if !d.force {
		if err := refusedLosses(d.worktree.Root, added, "nothing of the worktree was removed"); err != nil {
			return err
		}
	}
	for _, loss := range worktree.Shorten(added) {
		c.Doing("discarding " + loss)
	}
	return d.worktree.Remove(ctx)
}

// resumeRemoval completes the removal of the claim's worktree if an earlier command
// was cut during it.
func resumeRemoval(ctx context.Context, claim claims.Claim) error {
	if !claim.Worktree {
		return nil
	}
	return worktree.Resume(ctx, claim.Dir, worktreeKey(claim))
}

// removalCut reports whether some of the claim's worktree is left of a removal.
func removalCut(claim claims.Claim) bool {
	_, _, found := worktree.Interrupted(claim.Dir, worktreeKey(claim))
	return found && claim.Worktree
}

// interruptedHere returns the claim of the worktree whose removal was cut when some
// of the current directory was left.
func interruptedHere(known []claims.Claim) (claims.Claim, bool) {
	here, err := instance.Real(".")
	if err != nil {
		return claims.Claim{}, false
	}
	for _, claim := range known {
		_, files, found := worktree.Interrupted(claim.Dir, worktreeKey(claim))
		if found && claim.Worktree && (here == files || strings.HasPrefix(here, files+string(filepath.Separator))) {
			return claim, true
		}
	}
	return claims.Claim{}, false
}
