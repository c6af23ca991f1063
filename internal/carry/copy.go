package carry

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/instance"
)

// copier copies files between two worktrees. Its roots follow no link that leads out of
// them.
type copier struct {
	from, to *os.Root
	state    string // the instance's directory of state, from the top
	dir      string // the instance's directory
	copied   []string
	prints   fingerprints
}

// open opens the two worktrees. Files that are not complete yet are in the state folder of
// the new one.
func (t Trip) open() (*copier, error) {
	c := &copier{dir: filepath.Join(t.To, t.Project), state: path.Join(filepath.ToSlash(t.Project), instance.StateFolder), copied: []string{}}
	if _, err := instance.StateDir(c.dir); err != nil {
		return nil, err
	}
	var err error
	if c.from, err = os.OpenRoot(t.From); err != nil {
		return nil, err
	}
	if c.to, err = os.OpenRoot(t.To); err != nil {
		return nil, errors.Join(err, c.from.Close())
	}
	c.prints = recorded(c.dir)
	return c, nil
}

func (c *copier) close() {
	_ = c.from.Close()
	_ = c.to.Close()
}

// copyAll copies the files that do not exist yet. It goes on after a file that cannot be
// copied.
func (c *copier) copyAll(ctx context.Context, names []string) error {
	var failed []error
	for _, name := range names {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		print, err := c.copy(name)
		switch {
		case errors.Is(err, fs.ErrExist):
		case err != nil:
			failed = append(failed, fmt.Errorf("cannot copy %s: %w", filepath.Join(c.from.Name(), filepath.FromSlash(name)), err))
		default:
			c.copied, c.prints[name] = append(c.copied, name), print
		}
	}
	return errors.Join(failed...)
}

// copy copies one file, and returns its fingerprint. The error is [fs.ErrExist] if the
// file exists.
func (c *copier) copy(name string) (string, error) {
	info, err := c.from.Lstat(name)
	if err != nil {
		return "", err
	}
	if err := checkNew(c.to, name); err != nil {
		return "", err
	}
	if err := c.makeDir(path.Dir(name)); err != nil {
		return "", err
	}
	switch {
	case info.Mode().Type() == fs.ModeSymlink:
		err = c.copyLink(name)
	case info.Mode().IsRegular():
		err = c.copyFile(name, info.Mode().Perm())
	default:
		return "", errors.New("it is neither a file nor a link")
	}
	if err != nil {
		return "", err
	}
	return fingerprint(c.to, name)
}

// makeDir makes a directory and those above it, with the modes that they have in the main
// worktree.
func (c *copier) makeDir(dir string) error {
	if _, err := c.to.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := c.makeDir(path.Dir(dir)); err != nil {
		return err
	}
	info, err := c.from.Stat(dir)
	if err != nil {
		return err
	}
	if err := c.to.Mkdir(dir, info.Mode().Perm()|0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func (c *copier) copyLink(name string) error {
	target, err := c.from.Readlink(name)
	if err != nil {
		return err
	}
	return c.to.Symlink(target, name)
}

// copyFile copies a file under another name first: an interrupted copy never has its name.
func (c *copier) copyFile(name string, mode fs.FileMode) error {
	from, err := c.from.Open(name)
	if err != nil {
		return err
	}
	defer from.Close()
	partial := path.Join(c.state, "copying-"+rand.Text())
	to, err := c.to.OpenFile(partial, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer c.to.Remove(partial)
	_, err = io.Copy(to, from) // by copy_file_range on Linux: the blocks are shared if the file system can
	if err = errors.Join(err, to.Chmod(mode), to.Close()); err != nil {
		return err
	}
	return c.place(partial, name)
}

// place gives a complete file its name, unless the name is taken. A file system without
// hard links renames it.
func (c *copier) place(partial, name string) error {
	err := c.to.Link(partial, name)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := checkNew(c.to, name); err != nil {
		return err
	}
	return c.to.Rename(partial, name)
}
