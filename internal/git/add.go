package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/shell"
)

// Worktree is a new worktree.
type Worktree struct {
	Path, Branch string
	// the branch was created for it
	Branched bool
	// the topmost directory above Path that was made for it; "" for none
	parent string
}

// Add creates a worktree at a path that does not exist, and the branch if that is new.
func (r Repository) Add(ctx context.Context, path string, start Start) (Worktree, error) {
	w := Worktree{Path: path, Branch: start.Branch}
	if ctx.Err() != nil {
		return w, ctx.Err()
	}
	var err error
	if w.parent, err = makeParents(path); err != nil {
		return w, err
	}
	// Mkdir decides between two concurrent calls: one creates the directory, and the
	// other has nothing to undo. Creating the branch decides in the same way.
	if err := os.Mkdir(path, 0o777); errors.Is(err, os.ErrExist) {
		return w, fmt.Errorf("another command has just made %s", path)
	} else if err != nil {
		return w, err
	}
	if start.New {
		err = r.branch(context.WithoutCancel(ctx), &w, start) // an interrupted command would not say whether it created the branch
	}
	if err == nil {
		err = r.checkOut(ctx, w, start)
	}
	if err != nil {
		return w, errors.Join(err, r.Undo(context.WithoutCancel(ctx), w))
	}
	return w, nil
}

// makeParents makes the directories above a path, and returns the topmost of them that is new.
func makeParents(path string) (topmost string, err error) {
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
			break
		}
		topmost = dir
	}
	return topmost, os.MkdirAll(filepath.Dir(path), 0o777)
}

// branch creates the branch of a new worktree.
func (r Repository) branch(ctx context.Context, w *Worktree, start Start) error {
	args := []string{"branch", "--no-track", "--", start.Branch, start.Commit}
	if start.Tracks != "" {
		args = []string{"branch", "--track", "--", start.Branch, "refs/remotes/" + start.Tracks}
	}
	if _, err := run(ctx, r.Inside, args...); err != nil {
		return err
	}
	w.Branched = true
	for _, setting := range start.pullConfig() {
		if _, err := run(ctx, r.Inside, "config", setting[0], setting[1]); err != nil {
			return err
		}
	}
	return nil
}

// checkOut makes a new directory a worktree. Git refuses the path of a worktree that was
// moved or deleted, because of what its own directory for that one may hold.
func (r Repository) checkOut(ctx context.Context, w Worktree, start Start) error {
	args := []string{"worktree", "add", "--", w.Path, w.Branch}
	hooks, err := r.hooks(ctx)
	if err != nil {
		return err
	}
	if start.PullRef != "" { // a relative core.hooksPath would have git run the hooks of the pull request
		args = append([]string{"-c", "core.hooksPath=" + hooks}, args...)
	}
	if _, err = run(ctx, r.Inside, args...); err != nil && ctx.Err() == nil && checkedOut(ctx, w.Path) {
		hook := filepath.Join(hooks, "post-checkout")
		if info, missing := os.Stat(hook); missing == nil && info.Mode().IsRegular() {
			return fmt.Errorf("git's hook %s failed in the new worktree: %w; mend it, or type `git -c core.hooksPath=%s worktree add %s %s` and run `mage sandbox:init` there",
				hook, err, os.DevNull, shell.Quote(w.Path), shell.Quote(w.Branch))
		}
	}
	return err
}

// hooks returns the directory of the hooks that git runs in the calling worktree.
func (r Repository) hooks(ctx context.Context) (string, error) {
	hooks, err := run(ctx, r.Inside, "rev-parse", "--git-path", "hooks")
	if hooks = filepath.FromSlash(hooks); err == nil && !filepath.IsAbs(hooks) {
		hooks = filepath.Join(r.Inside, hooks)
	}
	return hooks, err
}

// checkedOut reports whether git has checked out all of a worktree.
func checkedOut(ctx context.Context, path string) bool {
	_, err := Read(ctx, path, "diff-index", "--cached", "--quiet", "HEAD", "--")
	return err == nil
}

// Undo removes a new worktree, and its branch if that is new too. An interrupted git
// may have left half of the worktree, or removed it already.
func (r Repository) Undo(ctx context.Context, w Worktree) error {
	if err := os.Remove(w.Path); err != nil && !errors.Is(err, os.ErrNotExist) { // not empty
		if _, err := run(ctx, r.Main, "worktree", "remove", "--force", "--force", "--", w.Path); err != nil {
			return err
		}
	}
	for dir := filepath.Dir(w.Path); len(dir) >= len(w.parent) && w.parent != ""; dir = filepath.Dir(dir) {
		_ = os.Remove(dir) // what is not empty holds files of others by now
	}
	if !w.Branched {
		return nil
	}
	_, err := run(ctx, r.Main, "branch", "-D", "--", w.Branch)
	return err
}
