// Package worktree examines and removes the git worktree of an instance. It reports
// what the user would lose and whether the whole directory can be removed. A later
// command can complete an interrupted removal.
package worktree

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/git"
)

// Tree is the directory of a worktree that `sandbox:create` made.
type Tree struct {
	Root string // top of the worktree
	Path string // from Root to the instance's directory; "." for Root itself

	gitDir string // git's directory for the worktree; "" if git cannot open it
	key    string // part of the trash's name
}

// Open finds the worktree that contains an instance's directory. It returns nil if
// the directory is gone or now belongs to another repository: its git directory is
// not gitDir, which the claim records, and its name is not one that sandbox:create
// chooses. The key is the claim's, so it is unique.
func Open(ctx context.Context, dir, gitDir, key string) (*Tree, error) {
	if _, err := os.Lstat(dir); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	repository, err := git.Open(ctx, dir)
	switch {
	case ctx.Err() != nil:
		return nil, err
	case err != nil:
		return unregistered(dir, key, err)
	}
	own := git.Dir(repository.Inside)
	if !repository.Linked() || own != gitDir && !strings.HasPrefix(repository.Inside, repository.Main+"--") {
		return nil, nil
	}
	return &Tree{Root: repository.Inside, Path: repository.Path, gitDir: own, key: key}, nil
}

// unregistered returns the worktree of a directory that git cannot open, because
// the destroy of an older version was interrupted or the repository is gone. It
// returns err, git's own error, if the directory may be in a damaged repository.
func unregistered(dir, key string, err error) (*Tree, error) {
	for parent := dir; ; parent = filepath.Dir(parent) {
		info, missing := os.Lstat(filepath.Join(parent, ".git"))
		switch {
		case missing == nil && info.Mode().IsRegular() && !exists(git.Dir(parent)):
			path, failed := filepath.Rel(parent, dir)
			return &Tree{Root: parent, Path: path, key: key}, failed
		case missing == nil || !errors.Is(missing, os.ErrNotExist):
			return nil, err
		case parent == filepath.Dir(parent):
			return &Tree{Root: dir, Path: ".", key: key}, nil
		}
	}
}

// exists reports whether a path exists or cannot be examined.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, os.ErrNotExist)
}

// Gone reports whether a directory was certainly deleted. It returns false if the
// path cannot be examined. It also returns false if the parent is gone, unreadable
// or empty, because the parent may be the mount point of an unmounted disk.
func Gone(dir string) bool {
	if _, err := os.Lstat(dir); !errors.Is(err, os.ErrNotExist) {
		return false
	}
	parent, err := os.Open(filepath.Dir(dir))
	if err != nil {
		return false
	}
	defer parent.Close()
	names, err := parent.Readdirnames(1)
	return err == nil && len(names) > 0
}
