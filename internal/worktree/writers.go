package worktree

import (
	"path/filepath"
	"slices"
	"strings"
)

// Container is a container with the host directories that it may write to.
type Container struct {
	Name    string
	Sources []string // the sources of its writable bind mounts
}

// Writers returns the names of the containers that may write to the directory or
// below it.
func Writers(dir string, containers []Container) []string {
	var names []string
	for _, c := range containers {
		if slices.ContainsFunc(c.Sources, func(source string) bool { return within(dir, source) }) {
			names = append(names, c.Name)
		}
	}
	return names
}

// within reports whether a path is in the directory. It resolves links in the path
// as far as they exist.
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
