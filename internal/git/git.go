// Package git creates, finds and removes the worktrees of a repository.
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

// Repository is a git repository, seen from a directory in one of its worktrees.
type Repository struct {
	Main   string // top of the main worktree
	Inside string // top of the worktree that contains the directory
	Path   string // from Inside to the directory; "." for Inside itself
}

// Open finds the repository that contains a directory.
func Open(ctx context.Context, dir string) (Repository, error) {
	inside, err := Read(ctx, dir, "rev-parse", "--show-toplevel")
	if errors.Is(err, exec.ErrNotFound) {
		return Repository{}, errors.New("the git command is missing; install git")
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

// Linked reports whether the directory is in a linked worktree. The repository
// outlives the removal of that worktree.
func (r Repository) Linked() bool { return r.Inside != r.Main }

// Primary returns the top of the main worktree. A bare repository has none: there it
// returns the worktree of the branch that its HEAD names, "" if there is none.
func (r Repository) Primary(ctx context.Context) string {
	worktrees, err := Worktrees(ctx, r.Inside)
	if err != nil || len(worktrees) == 0 || !worktrees[0].Bare {
		return r.Main
	}
	head, err := Read(ctx, worktrees[0].Path, "symbolic-ref", "--quiet", "--short", "HEAD")
	i := slices.IndexFunc(worktrees, func(w Listed) bool { return err == nil && w.Branch == head })
	if i < 0 {
		return ""
	}
	return worktrees[i].Path
}

// Deleted reports whether a deleted directory was this directory's counterpart in
// another worktree of the repository. Git's list of worktrees decides. A path that
// sandbox:create would choose, beside the main worktree and named after it, counts
// too.
func (r Repository) Deleted(ctx context.Context, dir string) bool {
	worktrees, _ := Worktrees(ctx, r.Inside) // without the list, the name decides
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
	// the branch was created for it
	Branched bool
}

// Add creates a worktree at a path that does not exist. It creates the branch from
// HEAD unless the branch exists.
func (r Repository) Add(ctx context.Context, path, branch string) (Worktree, error) {
	if _, err := Read(ctx, r.Inside, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil && ctx.Err() == nil {
		return Worktree{}, errors.New("the repository has no commit yet; a worktree needs one")
	}
	if _, err := run(ctx, r.Inside, "check-ref-format", "--branch", branch); ctx.Err() != nil {
		return Worktree{}, err
	} else if err != nil || strings.HasPrefix(branch, "-") {
		return Worktree{}, fmt.Errorf("%q is not a valid branch name", branch)
	}
	w := Worktree{Path: path, Branch: branch}
	// Mkdir decides between two concurrent calls: one creates the directory, and the
	// other has nothing to undo. Creating the branch decides in the same way.
	if err := os.Mkdir(path, 0o777); err != nil {
		return w, err
	}
	var err error
	if _, missing := run(ctx, r.Inside, "show-ref", "--verify", "--quiet", "refs/heads/"+branch); missing != nil {
		_, err = run(context.WithoutCancel(ctx), r.Inside, "branch", "--", branch) // not cancellable: an interrupted command would not say whether it created the branch
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

// checkOut makes a new directory a worktree. If a worktree at that path was
// deleted, git may still list it, with its branch.
func (r Repository) checkOut(ctx context.Context, w Worktree) error {
	worktrees, err := Worktrees(ctx, r.Inside)
	if err != nil {
		return err
	}
	var missing, elsewhere bool
	for _, other := range worktrees {
		samePath := other.Path == w.Path
		missing = missing || samePath
		elsewhere = elsewhere || !samePath && other.Branch == w.Branch
	}
	args := []string{"worktree", "add", "--", w.Path, w.Branch}
	if missing && !elsewhere {
		args = slices.Insert(args, 2, "--force")
	}
	_, err = run(ctx, r.Inside, args...)
	return err
}

// Undo removes a new worktree, and its branch if that is new too. An interrupted git
// may have left half of the worktree, or removed it already.
func (r Repository) Undo(ctx context.Context, w Worktree) error {
	if err := os.Remove(w.Path); err != nil && !errors.Is(err, os.ErrNotExist) { // not empty
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
