// Package git makes and removes the worktrees of a repository.
package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// Repository is one that has a commit, seen from a directory in it.
type Repository struct {
	Main   string // its main worktree
	Inside string // the worktree that the directory is in
	Path   string // from there to the directory, "." for the worktree itself
}

// Open finds the repository that a directory is in.
func Open(ctx context.Context, dir string) (Repository, error) {
	inside, err := run(ctx, dir, "rev-parse", "--show-toplevel")
	if errors.Is(err, exec.ErrNotFound) {
		return Repository{}, errors.New("there is no git command here; install git")
	}
	if err != nil {
		return Repository{}, fmt.Errorf("this is not in the worktree of a git repository: %w", err)
	}
	listed, err := run(ctx, dir, "worktree", "list", "--porcelain")
	if err != nil {
		return Repository{}, err
	}
	if _, err := run(ctx, dir, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		return Repository{}, errors.New("the repository has no commit yet; a worktree needs one")
	}
	prefix, err := run(ctx, dir, "rev-parse", "--show-prefix")
	if err != nil {
		return Repository{}, err
	}
	main, _, _ := strings.Cut(listed, "\n")
	return Repository{
		Main: filepath.FromSlash(strings.TrimPrefix(main, "worktree ")), Inside: filepath.FromSlash(inside), Path: filepath.Clean(prefix),
	}, nil
}

// Linked tells whether the directory is in a worktree beside the main one, so
// that its removal leaves the repository.
func (r Repository) Linked() bool { return r.Inside != r.Main }

// Worktree is a new worktree.
type Worktree struct {
	Path, Branch string
	// Branched says that the branch was made for it.
	Branched bool
}

// Add makes a worktree in a directory that does not exist, with a branch that is
// made from HEAD unless there is one.
func (r Repository) Add(ctx context.Context, path, branch string) (Worktree, error) {
	if _, err := run(ctx, r.Inside, "check-ref-format", "--branch", branch); err != nil || strings.HasPrefix(branch, "-") {
		return Worktree{}, fmt.Errorf("%q is no name for a branch", branch)
	}
	_, missing := run(ctx, r.Inside, "show-ref", "--verify", "--quiet", "refs/heads/"+branch)
	args := []string{"worktree", "add", "--", path, branch}
	if missing != nil {
		args = []string{"worktree", "add", "-b", branch, "--", path}
	}
	w := Worktree{Path: path, Branch: branch, Branched: missing != nil}
	if _, err := run(ctx, r.Inside, args...); err != nil {
		// What git began before it was interrupted is ours to remove.
		return w, errors.Join(err, r.undo(context.WithoutCancel(ctx), w))
	}
	return w, nil
}

// Undo removes a worktree that was just made, with its branch if that was too.
func (r Repository) Undo(ctx context.Context, w Worktree) error {
	if err := r.Remove(ctx, w.Path); err != nil {
		return err
	}
	if !w.Branched {
		return nil
	}
	_, err := run(ctx, r.Main, "branch", "-D", "--", w.Branch)
	return err
}

// undo is Undo of what may not have been made at all.
func (r Repository) undo(ctx context.Context, w Worktree) error {
	if _, err := os.Stat(w.Path); err != nil {
		return nil
	}
	return r.Undo(ctx, w)
}

// Remove removes a worktree and all that is in it. Its branch stays.
func (r Repository) Remove(ctx context.Context, path string) error {
	if path == r.Main {
		return fmt.Errorf("%s is the main worktree, which is never removed", path)
	}
	_, err := run(ctx, r.Main, "worktree", "remove", "--force", "--", path)
	return err
}

// run runs git in a directory and returns what it wrote to stdout. A hook's
// variables, which name another repository, are hidden from it.
func run(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := proc.Command(ctx, "git", append([]string{"-C", dir}, args...)...)
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE":
		default:
			cmd.Env = append(cmd.Env, variable)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C")
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if said := proc.LastLine(stderr.String()); said != "" && ctx.Err() == nil {
			return "", fmt.Errorf("git %s: %s", args[0], strings.TrimPrefix(said, "fatal: "))
		}
		return "", fmt.Errorf("git %s: %w", args[0], errors.Join(ctx.Err(), err))
	}
	return strings.TrimSuffix(stdout.String(), "\n"), nil
}
