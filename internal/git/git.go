// Package git makes and removes the worktrees of a repository.
package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Repository is a repository, seen from a directory in one of its worktrees.
type Repository struct {
	Main   string // its main worktree
	Inside string // the worktree that the directory is in
	Path   string // from there to the directory, "." for the worktree itself
}

// Open finds the repository that a directory is in.
func Open(ctx context.Context, dir string) (Repository, error) {
	inside, err := Read(ctx, dir, "rev-parse", "--show-toplevel")
	if errors.Is(err, exec.ErrNotFound) {
		return Repository{}, errors.New("there is no git command here; install git")
	}
	if err != nil {
		return Repository{}, fmt.Errorf("this is not in the worktree of a git repository: %w", err)
	}
	worktrees, err := Worktrees(ctx, dir)
	if err != nil {
		return Repository{}, err
	}
	prefix, err := Read(ctx, dir, "rev-parse", "--show-prefix")
	if err != nil {
		return Repository{}, err
	}
	return Repository{Main: worktrees[0].Path, Inside: filepath.FromSlash(inside), Path: filepath.Clean(prefix)}, nil
}

// Linked reports whether the directory is in a worktree beside the main one, so
// that the repository outlives its removal.
func (r Repository) Linked() bool { return r.Inside != r.Main }

// Deleted reports whether a directory that is gone was in a worktree of the
// repository, in the same place there: git remembers a deleted worktree, and
// [Repository.Add] is given a path beside the main worktree that begins with its name.
func (r Repository) Deleted(ctx context.Context, dir string) bool {
	worktrees, _ := Worktrees(ctx, r.Inside) // without them, the name decides
	for _, w := range worktrees {
		if filepath.Join(w.Path, r.Path) == dir {
			return true
		}
	}
	beside, found := strings.CutPrefix(dir, r.Main+"--")
	name, inside, _ := strings.Cut(beside, string(filepath.Separator))
	return found && name != "" && filepath.Clean(inside) == r.Path
}

// Worktree is a new worktree.
type Worktree struct {
	Path, Branch string
	// Branched says that the branch was made for it.
	Branched bool
}

// Add makes a worktree in a directory that does not exist. It makes the branch
// from HEAD unless the branch exists.
func (r Repository) Add(ctx context.Context, path, branch string) (Worktree, error) {
	if _, err := Read(ctx, r.Inside, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil && ctx.Err() == nil {
		return Worktree{}, errors.New("the repository has no commit yet; a worktree needs one")
	}
	if _, err := run(ctx, r.Inside, "check-ref-format", "--branch", branch); ctx.Err() != nil {
		return Worktree{}, err
	} else if err != nil || strings.HasPrefix(branch, "-") {
		return Worktree{}, fmt.Errorf("%q is no name for a branch", branch)
	}
	w := Worktree{Path: path, Branch: branch}
	// Of two that are at it at once, one makes the directory, and the other has
	// nothing to undo. So it is with the branch.
	if err := os.Mkdir(path, 0o777); err != nil {
		return w, err
	}
	var err error
	if _, missing := run(ctx, r.Inside, "show-ref", "--verify", "--quiet", "refs/heads/"+branch); missing != nil {
		_, err = run(context.WithoutCancel(ctx), r.Inside, "branch", "--", branch) // cut short, it would not tell whether it made one
		w.Branched = err == nil
	}
	if err == nil {
		err = r.checkOut(ctx, w)
	}
	if err != nil {
		return w, errors.Join(err, r.Undo(context.WithoutCancel(ctx), w))
	}
	return w, nil
}

// checkOut makes a worktree of a new directory. Of one in that place that was
// deleted, git may remember that it is missing, and which branch it was on.
func (r Repository) checkOut(ctx context.Context, w Worktree) error {
	worktrees, err := Worktrees(ctx, r.Inside)
	if err != nil {
		return err
	}
	var missing, elsewhere bool
	for _, other := range worktrees {
		here := other.Path == w.Path
		missing = missing || here
		elsewhere = elsewhere || !here && other.Branch == w.Branch
	}
	args := []string{"worktree", "add", "--", w.Path, w.Branch}
	if missing && !elsewhere {
		args = slices.Insert(args, 2, "--force")
	}
	_, err = run(ctx, r.Inside, args...)
	return err
}

// Undo removes a worktree that was just made, with its branch if that was too. It
// may be one that git had only begun, or has taken away itself as it was interrupted.
func (r Repository) Undo(ctx context.Context, w Worktree) error {
	if err := os.Remove(w.Path); err != nil && !errors.Is(err, os.ErrNotExist) { // it is not empty
		if _, err := run(ctx, r.Main, "worktree", "remove", "--force", "--force", "--", w.Path); err != nil {
			return err
		}
	}
	if !w.Branched {
		return nil
	}
	_, err := run(ctx, r.Main, "branch", "-D", "--", w.Branch)
	return err
}
