package carry

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

// recordFile holds, in the state folder, the fingerprints of the copied files.
const recordFile = "copied.json"

// fingerprints are the fingerprints of files by their paths from the top of the worktree.
type fingerprints map[string]string

// recorded returns the fingerprints of the files that were copied into the worktree of an
// instance, none if they cannot be read.
func recorded(dir string) fingerprints {
	prints := fingerprints{}
	if instance.ReadRecord(dir, recordFile, &prints) != nil {
		return fingerprints{}
	}
	return prints
}

// record remembers what was copied.
func (c *copier) record() error {
	if len(c.copied) == 0 {
		return nil
	}
	if err := instance.Record(c.dir, recordFile, c.prints); err != nil {
		return fmt.Errorf("cannot record what was copied: %w", err)
	}
	return nil
}

// fingerprint returns the hash of a file's content, or the target of a link.
func fingerprint(root *os.Root, name string) (string, error) {
	info, err := root.Lstat(name)
	switch {
	case err != nil:
		return "", err
	case info.Mode().Type() == fs.ModeSymlink:
		target, err := root.Readlink(name)
		return "link " + target, err
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is not a file any more", name)
	}
	file, err := root.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, file)
	return "sha256 " + hex.EncodeToString(hash.Sum(nil)), err
}

// Unchanged returns a function that reports whether a file was copied into the worktree at
// top, has the copied content still, and exists in one of the other worktrees. Without the
// original, the copy may be the only one. Dir is the instance's directory.
func Unchanged(top, dir string, others []string) func(name string) bool {
	prints := recorded(dir)
	return func(name string) bool {
		was, copied := prints[name]
		hasIt := func(other string) bool {
			_, err := os.Lstat(filepath.Join(other, filepath.FromSlash(name)))
			return err == nil
		}
		if !copied || !slices.ContainsFunc(others, hasIt) {
			return false
		}
		root, err := os.OpenRoot(top)
		if err != nil {
			return false
		}
		defer root.Close()
		is, err := fingerprint(root, name)
		return err == nil && is == was
	}
}
