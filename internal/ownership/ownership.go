// Package ownership tells the containers and volumes of one instance from those of
// all others, by the key that they bear. What bears no key, or another one, is
// never removed: a name, a project label or a directory proves nothing.
package ownership

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Instance is the instance whose objects are looked for.
type Instance struct {
	ID  string // its Compose project
	Key string // "" for an instance of version 0.1, which can prove nothing to be its own
	Dir string
	// Adopted are the volumes that its claim records: they existed before its first start.
	Adopted []string
	// Anonymous are the volumes without a name that its removed containers have left.
	Anonymous []string
	// Images are the names of images that are built for it, and that may exist.
	Images []string
}

// Owns reports whether an object with a key, made from a directory, is the
// instance's. An object from another directory that has the same key is not: that
// directory is a copy, or the original of one. An instance that was moved leaves
// no .env.sandbox behind.
func (in Instance) Owns(key, dir string) bool {
	return in.Key != "" && key == in.Key && (in.isHere(dir) || !mayHaveKey(dir, key))
}

// mayHaveKey reports whether a directory has a .env.sandbox with a key. One that
// cannot be read may have it.
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
func (in Instance) OwnsContainer(c docker.Container) bool { return in.Owns(c.Key(), c.WorkingDir()) }

// OwnsVolume reports whether a volume bears the instance's key.
func (in Instance) OwnsVolume(v docker.Volume) bool { return in.Owns(v.Key(), v.WorkingDir()) }

// Unkeyed reports whether a container was started from the instance's very
// directory without a key: by Compose alone, or by version 0.1. The next
// sandbox:up has Compose recreate it with the key.
func (in Instance) Unkeyed(c docker.Container) bool {
	return c.Key() == "" && in.isHere(c.WorkingDir())
}

// Uses reports whether a container counts as one of the instance's, unless it is
// to be removed.
func (in Instance) Uses(c docker.Container) bool { return in.OwnsContainer(c) || in.Unkeyed(c) }

// isHere reports whether a path leads to the instance's directory.
func (in Instance) isHere(dir string) bool {
	if dir == "" || dir == in.Dir {
		return dir != ""
	}
	real, err := filepath.EvalSymlinks(dir)
	return err == nil && real == in.Dir
}

// Foreign returns those of the containers that are not the instance's.
func (in Instance) Foreign(containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), in.Uses)
}

// WithoutKey returns those of the containers that do not bear the instance's key.
func (in Instance) WithoutKey(containers []docker.Container) []docker.Container {
	return slices.DeleteFunc(slices.Clone(containers), in.OwnsContainer)
}
