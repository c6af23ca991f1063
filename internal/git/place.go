package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/shell"
)

// Name returns the name of the repository: that of its main worktree, or of the project
// around a bare repository.
func (r Repository) Name() string {
	if project, around := r.project(); around {
		return filepath.Base(project)
	}
	return filepath.Base(r.beside())
}

// PathFor returns the path at which a worktree with a name belongs: <repository>--<name>
// beside the main worktree. The worktrees of a bare repository in a project's folder, such as
// project/.bare, belong in that folder.
func (r Repository) PathFor(name string) string {
	if project, around := r.project(); around {
		return filepath.Join(project, name)
	}
	return r.beside() + "--" + name
}

// beside returns the path whose name begins the names of the worktrees.
func (r Repository) beside() string {
	if r.Bare {
		return strings.TrimSuffix(r.Main, ".git")
	}
	return r.Main
}

// project returns the folder around a bare repository that keeps the worktrees too. Git names
// project/.git by the folder itself.
func (r Repository) project() (dir string, around bool) {
	if _, err := os.Lstat(filepath.Join(r.Main, ".git")); r.Bare && err == nil {
		return r.Main, true
	}
	dir = filepath.Dir(r.Main)
	info, err := os.Lstat(filepath.Join(dir, ".git"))
	pointed := err == nil && info.Mode().IsRegular() && gitDir(dir) == r.Main
	return dir, pointed || r.Bare && strings.HasPrefix(filepath.Base(r.Main), ".")
}

// CheckPlace returns an error for a path inside a worktree of the repository, or of the one
// that has it as a submodule, if git does not ignore the path there: the files of the new
// worktree would show as untracked. The error is also for the path of a worktree that is
// gone: it may have been moved, and git's directory for it holds its index, the
// repositories of its submodules, and perhaps commits.
func (r Repository) CheckPlace(ctx context.Context, path string) error {
	worktrees, err := Worktrees(ctx, r.Inside)
	if err != nil {
		return err
	}
	if around, err := Read(ctx, r.Inside, "rev-parse", "--show-superproject-working-tree"); err == nil && around != "" {
		worktrees = append(worktrees, Listed{Path: filepath.FromSlash(around)})
	}
	for _, w := range worktrees {
		inside, err := filepath.Rel(w.Path, path)
		if w.Bare || err != nil || !filepath.IsLocal(inside) {
			continue
		}
		if inside == "." {
			return fmt.Errorf("git still knows the worktree %s, whose directory is gone; if it was moved, type `git worktree repair` in it; if it was deleted, type `%s`; then run this again",
				path, shell.Join([]string{"git", "worktree", "remove", path}))
		}
		if _, err := os.Lstat(w.Path); errors.Is(err, os.ErrNotExist) {
			continue
		}
		if !Ignored(ctx, w.Path, inside+"/") {
			return fmt.Errorf("%s is inside the worktree %s, where git does not ignore it; add the line /%s/ to its .gitignore or .git/info/exclude, or choose a directory outside with -dir=DIR",
				path, w.Path, filepath.ToSlash(inside))
		}
	}
	return nil
}
