package removal

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

	"github.com/seed-491dada8/sandbox/internal/carry"
	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/worktree"
	"github.com/seed-491dada8/sandbox/report"
)

// inspectWorktree finds the worktree that goes with the instance. The error says
// what its user would lose without force, or why it cannot be removed.
func (p *Plan) inspectWorktree(ctx context.Context) (err error) {
	if !p.Claim.Worktree || p.occupied {
		return nil
	}
	if p.worktree, err = worktree.Open(ctx, p.Claim.Dir, p.Claim.GitDir, trashKey(p.Claim)); err != nil || p.worktree == nil {
		return err
	}
	if p.losses, err = p.worktree.Losses(ctx, p.generated(ctx)); err != nil {
		return err
	}
	if !p.force {
		err = refuseLosses(p.worktree.Root, p.losses, "nothing was removed")
	}
	return errors.Join(err, p.worktree.Check())
}

// trashKey returns the name under which a removal of the claim's worktree that was
// cut is found again.
func trashKey(claim claims.Claim) string { return cmp.Or(claim.Mark, claim.ID) }

// refuseLosses returns an error that lists losses, nil if there are none. Progress says
// what has happened so far.
func refuseLosses(root string, losses []string, progress string) error {
	if len(losses) == 0 {
		return nil
	}
	return fmt.Errorf("worktree %s holds what would be lost (%d):\n  %s\nkeep it elsewhere, or discard it with -force; %s",
		root, len(losses), strings.Join(worktree.Shorten(losses), "\n  "), progress)
}

// generated returns a function that reports whether this program made a file in the
// worktree: the instance's own files, those of mage, the binaries of its images, and copies
// that nobody has edited and whose originals exist.
func (p *Plan) generated(ctx context.Context) func(string) bool {
	project := p.worktree.Path
	var binaries []string
	for _, image := range p.stack.Images {
		if image.Binary != "" {
			binaries = append(binaries, path.Join(filepath.ToSlash(project), image.Binary))
		}
	}
	file, state := path.Join(filepath.ToSlash(project), instance.File), path.Join(filepath.ToSlash(project), instance.StateFolder)+"/"
	isCopy := carry.Unchanged(p.worktree.Root, p.Claim.Dir, p.otherWorktrees(ctx))
	return func(name string) bool {
		return isCopy(name) || name == file || strings.HasPrefix(name, state) || path.Base(name) == "mage_output_file.go" || slices.Contains(binaries, name)
	}
}

// otherWorktrees returns the tops of the repository's other worktrees, none if git cannot
// open it.
func (p *Plan) otherWorktrees(ctx context.Context) (tops []string) {
	listed, _ := git.Worktrees(ctx, p.worktree.Root)
	for _, w := range listed {
		if w.Path != p.worktree.Root {
			tops = append(tops, w.Path)
		}
	}
	return tops
}

// removeDirectory removes the worktree, or from any other directory the files that
// make it an instance.
func (p *Plan) removeDirectory(ctx context.Context, d *report.Destroy, progress func(report.Event)) error {
	if p.worktree != nil {
		return p.removeWorktree(ctx, d, progress)
	}
	if err := resume(ctx, p.Claim); err != nil {
		return err
	}
	if occupied, err := p.isOccupied(); err != nil || occupied {
		return err
	}
	err := os.RemoveAll(filepath.Join(p.Claim.Dir, instance.StateFolder))
	if removed := os.Remove(filepath.Join(p.Claim.Dir, instance.File)); !errors.Is(removed, os.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}

// removeWorktree looks for losses again, now that containers and volumes are gone:
// the user agreed only to those that were shown.
func (p *Plan) removeWorktree(ctx context.Context, d *report.Destroy, progress func(report.Event)) error {
	if err := p.checkWriters(ctx, "nothing of the worktree was removed"); err != nil {
		return err
	}
	losses, err := p.worktree.Losses(ctx, p.generated(ctx))
	if err != nil {
		return err
	}
	added := without(losses, p.losses)
	if !p.force {
		if err := refuseLosses(p.worktree.Root, added, "nothing of the worktree was removed"); err != nil {
			return err
		}
	}
	p.discard(added, d, progress)
	if err := p.worktree.Remove(ctx); err != nil {
		return err
	}
	d.Worktree = p.worktree.Root
	return nil
}

// resume completes the removal of the claim's worktree if an earlier command was cut
// during it.
func resume(ctx context.Context, claim claims.Claim) error {
	if !claim.Worktree {
		return nil
	}
	return worktree.Resume(ctx, claim.Dir, trashKey(claim))
}

// wasCut reports whether a removal of the claim's worktree was cut.
func wasCut(claim claims.Claim) bool {
	_, _, found := worktree.Interrupted(claim.Dir, trashKey(claim))
	return found && claim.Worktree
}
