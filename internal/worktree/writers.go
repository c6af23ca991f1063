package worktree

import (
	"path/filepath"
	"slices"
	"strings"
)

// Container is a container and the directories of this machine that it may write to.
type Container struct {
	Name    string
	Sources []string // of its writable bind mounts
}

// Writers returns the names of the containers that may write into the directory: one
// of their sources is the directory, or is in it.
func Writers(dir string, containers []Container) []string {
	var names []string
	for _, c := range containers {
		if slices.ContainsFunc(c.Sources, func(source string) bool { return within(dir, source) }) {
			names = append(names, c.Name)
		}
	}
	return names
}

// within reports whether a path is the directory, or is in it. Links on the way to
// the path are followed where they lead somewhere.
func within(dir, path string) bool {
	for _, candidate := range []string{path, real(path)} {
		relative, err := filepath.Rel(dir, candidate)
		if err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

func real(path string) string {
	if followed, err := filepath.EvalSymlinks(path); err == nil {
		return followed
	}
	return path
}
