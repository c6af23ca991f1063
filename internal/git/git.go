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

// Deleted tells whether a directory that is gone was in a worktree of the
// repository, in the same place there: git remembers one that was deleted, and
// [Repository.Add] is given a place beside the main worktree by its name.
func (r Repository) Deleted(ctx context.Context, dir string) bool {
	for _, path := range r.places(ctx) {
		if filepath.Join(path, r.Path) == dir {
			return true
		}
	}
	beside, found := strings.CutPrefix(dir, r.Main+"--")
	name, inside, _ := strings.Cut(beside, string(filepath.Separator))
	return found && name != "" && filepath.Clean(inside) == r.Path
}

// places are those of all worktrees that git knows, deleted ones too.
func (r Repository) places(ctx context.Context) []string {
	listed, _ := run(ctx, r.Inside, "worktree", "list", "--porcelain") // it was just opened so
	var paths []string
	for line := range strings.Lines(listed) {
		if path, found := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "worktree "); found {
			paths = append(paths, filepath.FromSlash(path))
		}
	}
	return paths
}

// Worktree is a new worktree.
type Worktree struct {
	Path, Branch string
	// Branched says that the branch was made for it.
	Branched bool
}

// Add makes a worktree in a directory that does not exist, with a branch that is
// made from HEAD unless there is one.
func (r Repository) Add(ctx context.Context, path, branch string) (Worktree, error) {
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
	listed, err := run(ctx, r.Inside, "worktree", "list", "--porcelain")
	if err != nil {
		return err
	}
	var missing, elsewhere bool
	for entry := range strings.SplitSeq(listed, "\n\n") {
		here := strings.HasPrefix(entry, "worktree "+filepath.ToSlash(w.Path)+"\n")
		missing = missing || here
		elsewhere = elsewhere || !here && strings.Contains(entry+"\n", "\nbranch refs/heads/"+w.Branch+"\n")
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
	err := cmd.Run()
	said := strings.TrimPrefix(proc.LastLine(stderr.String()), "fatal: ")
	switch {
	case err == nil:
		return strings.TrimSuffix(stdout.String(), "\n"), nil
	case ctx.Err() != nil:
		return "", fmt.Errorf("git %s was interrupted: %w", args[0], ctx.Err())
	case said != "":
		return "", fmt.Errorf("git %s: %s", args[0], said)
	default:
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
}
