package worktree

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/git"
)

// trash returns the path to which a worktree is renamed before its removal. The key
// makes the name unique.
func trash(root, key string) string {
	return filepath.Join(filepath.Dir(root), "."+filepath.Base(root)+".removing-"+key)
}

// Remove removes the worktree and unregisters it from git. The branch stays. One
// rename moves the whole directory away first. If the rest is interrupted, [Resume]
// completes it.
func (t *Tree) Remove(ctx context.Context) error {
	if err := t.Check(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	to := trash(t.Root, t.key)
	if exists(to) {
		return fmt.Errorf("%s is in the way; nothing was removed", to)
	}
	if err := os.Rename(t.Root, to); err != nil {
		return fmt.Errorf("cannot remove the worktree: %w; nothing was removed", err)
	}
	return finish(ctx, to)
}

// Interrupted returns the root of a worktree whose removal was interrupted, and the
// current path of its files.
func Interrupted(dir, key string) (root, files string, found bool) {
	for root := dir; root != filepath.Dir(root); root = filepath.Dir(root) {
		files := trash(root, key)
		if info, err := os.Lstat(files); key != "" && err == nil && info.IsDir() {
			return root, files, true
		}
	}
	return "", "", false
}

// Resume completes an interrupted removal of a worktree, if there is one.
func Resume(ctx context.Context, dir, key string) error {
	_, files, found := Interrupted(dir, key)
	if !found {
		return nil
	}
	if err := check(files); err != nil {
		return err
	}
	return finish(ctx, files)
}

// finish removes a renamed worktree. It removes .git last, because .git names the
// registration.
func finish(ctx context.Context, files string) error {
	if err := unregister(files); err != nil {
		return err
	}
	return removeTree(ctx, files, ".git")
}

// unregister removes git's directory for a renamed worktree. It keeps the directory if a
// worktree may exist at the path that git records: another one may have taken it over.
func unregister(files string) error {
	gitDir := git.Dir(files)
	info, err := os.Lstat(filepath.Join(files, ".git"))
	if err != nil || !info.Mode().IsRegular() || filepath.Base(filepath.Dir(gitDir)) != "worktrees" {
		return nil
	}
	defer os.Remove(filepath.Dir(gitDir)) // git also removes it when empty
	if place := git.Place(gitDir); place != "" && !Gone(place) || !exists(gitDir) {
		return nil
	}
	return removeTree(context.Background(), gitDir, "gitdir") // not cancellable: git reports half a directory as damage
}

// removeTree removes a directory. It removes the entry named last after all others,
// and follows no links.
func removeTree(ctx context.Context, dir, last string) error {
	if err := makeWritable(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if e.Name() != last {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	if err != nil {
		return err
	}
	return os.RemoveAll(dir)
}

// makeWritable makes the user's read-only directories writable, such as those of a
// module cache, so that their entries can be removed.
func makeWritable(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil // the removal reports the error
		}
		if info, err := d.Info(); err == nil && info.Mode().Perm()&0o200 == 0 {
			_ = os.Chmod(path, info.Mode().Perm()|0o700)
		}
		return nil
	})
}
