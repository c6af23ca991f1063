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
)

// Repository is a git repository, seen from a directory in one of its worktrees.
type Repository struct {
	Main   string // top of the main worktree, or the directory of a bare repository
	Inside string // top of the worktree that contains the directory
	Path   string // from Inside to the directory; "." for Inside itself
	Bare   bool   // there is no main worktree
}

// Open finds the repository that contains a directory.
func Open(ctx context.Context, dir string) (Repository, error) {
	inside, err := Read(ctx, dir, "rev-parse", "--show-toplevel")
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return Repository{}, errors.New("the git command is missing; install git")
	case errors.Is(err, errNotTrusted):
		return Repository{}, err
	case err != nil:
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
	main := worktrees[0]
	return Repository{Main: main.Path, Inside: filepath.FromSlash(inside), Path: filepath.Clean(prefix), Bare: main.Bare}, nil
}

// OpenAny is like [Open], but also opens a bare repository and the folder around one. Inside
// is then its primary worktree or the first one, or Main if it has none.
func OpenAny(ctx context.Context, dir string) (Repository, error) {
	r, err := Open(ctx, dir)
	if err == nil || ctx.Err() != nil {
		return r, err
	}
	worktrees, unlisted := Worktrees(ctx, dir)
	if unlisted != nil || len(worktrees) == 0 || !worktrees[0].Bare {
		return r, err
	}
	r = Repository{Main: worktrees[0].Path, Inside: worktrees[0].Path, Path: ".", Bare: true}
	for _, path := range append([]string{r.Primary(ctx)}, paths(worktrees[1:])...) {
		if _, missing := os.Stat(path); missing == nil {
			r.Inside = path
			break
		}
	}
	return r, nil
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
