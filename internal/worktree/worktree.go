// Package worktree examines and removes the git worktree of an instance: what its
// user would lose, whether it can be removed whole, and the removal, which a later
// command can complete.
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
	Root string // of the worktree
	Path string // from Root to the instance's directory, "." for Root itself

	gitDir string // git's own directory for it, "" where git cannot open the worktree
	key    string // that the trash is named by
}

// Open finds the worktree that an instance's directory is in. It returns nil where
// the directory is gone, or is in another repository by now. The key is the claim's:
// no other instance has it.
func Open(ctx context.Context, dir, key string) (*Tree, error) {
	if _, err := os.Lstat(dir); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	repository, err := git.Open(ctx, dir)
	switch {
	case ctx.Err() != nil:
		return nil, err
	case err != nil:
		return unregistered(dir, key, err)
	case !repository.Linked() || !strings.HasPrefix(repository.Inside, repository.Main+"--"):
		return nil, nil
	}
	return &Tree{Root: repository.Inside, Path: repository.Path, gitDir: git.Dir(repository.Inside), key: key}, nil
}

// unregistered returns the worktree of a directory that git cannot open: an older
// version's destroy ended half-way, or its repository is gone. The error is git's
// where git does not open another repository around it: that one may be damaged.
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

// exists reports whether a path is there. One that cannot be looked at counts.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, os.ErrNotExist)
}

// Gone reports whether a directory was certainly deleted. A path that cannot be
// looked at proves nothing, nor does a parent that is gone, unreadable or empty: it
// may be the place of a disk that is not mounted.
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
