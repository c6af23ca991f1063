// Package ownership decides which containers and volumes belong to an instance. The
// key in their labels decides. An object with another key or without one is never
// removed, because a name, a project label or a directory proves nothing.
package ownership

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Instance identifies the instance whose objects are sought.
type Instance struct {
	ID  string // the Compose project name
	Key string // "" for an instance of version 0.1, which cannot prove that it owns anything
	Dir string
	// Former holds the instance's earlier directories, as its claim records them.
	Former []string
	// Adopted holds the volumes that the claim records. They existed before the first
	// start.
	Adopted []string
	// Anonymous holds the unnamed volumes that removed containers left behind.
	Anonymous []string
	// Images holds the names of images that are built for the instance. They need not
	// exist.
	Images []string
}

// owns reports whether an object with a key, created from directory dir, belongs to
// the instance. The same key from another directory is not enough, because one of the
// two may be a copy, even if the other directory cannot be seen: it may be on another
// machine or in another container. It is enough if the claim records that directory as
// an earlier one of the instance and no .env.sandbox with the key is left there.
func (in Instance) owns(key, dir string) bool {
	return in.Key != "" && key == in.Key && (dir == "" || in.isHere(dir) || slices.Contains(in.Former, dir) && !mayHaveKey(dir, key))
}

// mayHaveKey reports whether a directory holds a .env.sandbox with the key, or one
// that cannot be read.
func mayHaveKey(dir, key string) bool {
	if dir == "" {
		return false
	}
	text, err := textfile.Read(filepath.Join(dir, instance.File))
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist)
	}
	variables, err := instance.Parse(string(text))
	return err != nil || variables[instance.KeyVariable] == key
}

// OwnsContainer reports whether a container bears the instance's key.
func (in Instance) OwnsContainer(c docker.Container) bool { return in.owns(c.Key(), c.WorkingDir()) }

// OwnsVolume reports whether a volume bears the instance's key.
func (in Instance) OwnsVolume(v docker.Volume) bool { return in.owns(v.Key(), v.WorkingDir()) }

// Unkeyed reports whether a container without a key was started from the instance's
// directory, by plain Compose or by version 0.1. The next sandbox:up makes Compose
// recreate it with the key.
func (in Instance) Unkeyed(c docker.Container) bool {
	return c.Key() == "" && in.isHere(c.WorkingDir())
}

// Uses reports whether a container counts as the instance's in every respect but
// removal.
func (in Instance) Uses(c docker.Container) bool { return in.OwnsContainer(c) || in.Unkeyed(c) }

// isHere reports whether a path leads to the instance's directory.
func (in Instance) isHere(dir string) bool {
	if dir == "" || dir == in.Dir {
		return dir != ""
	}
	real, err := filepath.EvalSymlinks(dir)
	return err == nil && real == in.Dir
}

// Foreign returns the containers that do not belong to the instance.
func (in Instance) Foreign(containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), in.Uses)
}

// CheckKeys returns an error that wraps [ErrForgotten] unless all containers, which Compose
// has just started, bear the instance's key.
func (in Instance) CheckKeys(containers []docker.Container) error {
	if keyless := in.WithoutKey(containers); len(keyless) > 0 {
		return fmt.Errorf("container %s: %w", keyless[0].ShortName(), ErrForgotten)
	}
	return nil
}

// WithoutKey returns the containers that do not bear the instance's key.
func (in Instance) WithoutKey(containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), in.OwnsContainer)
}
