package removal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/plain"
)

// mayExist returns why the instance of a stale claim may exist: git keeps its worktree
// locked, git knows where the worktree was moved to, or the directory was renamed.
func mayExist(ctx context.Context, claim claims.Claim, known []claims.Claim) error {
	inside, err := filepath.Rel(cmp.Or(claim.Root, claim.Dir), claim.Dir)
	if err != nil {
		return err
	}
	for _, repository := range repositoriesOf(claim, known) {
		listed, _ := git.Worktrees(ctx, repository) // a repository that is gone has none
		for _, tree := range listed {
			dir := filepath.Join(tree.Path, inside)
			_, missing := os.Lstat(tree.Path)
			switch {
			case dir != claim.Dir && claim.HeldBy(dir):
				return sameInstance(dir)
			case dir == claim.Dir && tree.Locked && errors.Is(missing, os.ErrNotExist):
				return fmt.Errorf("git keeps its worktree locked%s; if it is gone, run `git worktree unlock %s`", reasonText(tree.Reason), tree.Path)
			}
		}
	}
	if dir := renamedTo(claim); dir != "" {
		return sameInstance(dir)
	}
	return nil
}

// renamedTo returns the directory beside the claimed one that has the claim's instance,
// "" for none. Git does not know of a directory that was renamed without it.
func renamedTo(claim claims.Claim) string {
	parent := filepath.Dir(claim.Dir)
	entries, err := os.ReadDir(parent)
	if err != nil {
		return ""
	}
	for _, entry := range entries {
		if dir := filepath.Join(parent, entry.Name()); dir != claim.Dir && claim.HeldBy(dir) {
			return dir
		}
	}
	return ""
}

func sameInstance(dir string) error {
	return fmt.Errorf("%s is the same instance; run mage sandbox:init there, and its claim follows", dir)
}

func reasonText(reason string) string {
	if reason == "" {
		return ""
	}
	return " (" + plain.Line(reason) + ")"
}

// repositoriesOf returns directories in the repository of a claim, or, if the claim
// names none, in the repositories of all claims.
func repositoriesOf(claim claims.Claim, known []claims.Claim) []string {
	if claim.GitDir != "" {
		return []string{commonDir(claim.GitDir)}
	}
	var all []string
	for _, c := range known {
		if dir := cmp.Or(c.GitDir, git.Dir(c.Dir)); dir != "" && !slices.Contains(all, commonDir(dir)) {
			all = append(all, commonDir(dir))
		}
	}
	return all
}

// commonDir returns the directory that all worktrees of a repository share. That
// of a linked worktree is a folder in it, and may be gone.
func commonDir(gitDir string) string {
	if folder := filepath.Dir(gitDir); filepath.Base(folder) == "worktrees" {
		return filepath.Dir(folder)
	}
	return gitDir
}
