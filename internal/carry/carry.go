// Package carry copies files that git ignores, such as .env, from the main worktree of a
// repository into another worktree, and remembers what it copied.
package carry

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// IncludeFile lists, in the main worktree, the patterns of the files to copy. Other tools
// that make worktrees read it too.
const IncludeFile = ".worktreeinclude"

// Trip says which files to copy from one worktree into another.
type Trip struct {
	From, To string // the tops of the two worktrees
	Project  string // from the top of either to the project's directory; "." for the top
	// Patterns add to those of [IncludeFile]. They are as in a .gitignore of the project's
	// directory.
	Patterns []string
}

// Copy copies the ignored files that the patterns match, and returns their paths from the
// top. It keeps their modes, copies a link as a link, and leaves what exists as it is.
func (t Trip) Copy(ctx context.Context) ([]string, error) {
	names, err := t.names(ctx)
	if err != nil || len(names) == 0 {
		return []string{}, err
	}
	c, err := t.open()
	if err != nil {
		return []string{}, err
	}
	defer c.close()
	err = c.copyAll(ctx, names)
	return c.copied, errors.Join(err, c.record())
}

// names returns the slash-separated paths of the files to copy.
func (t Trip) names(ctx context.Context) ([]string, error) {
	matched, err := t.matched(ctx)
	if err != nil || len(matched) == 0 {
		return nil, err
	}
	q := git.Query{Dir: t.From, Stdin: strings.Join(matched, "\x00") + "\x00", Args: []string{"check-ignore", "-z", "--stdin"}}
	ignored, err := q.Run(ctx)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 { // git ignores none of them
		return nil, nil
	}
	return split(ignored), err
}

// matched returns the untracked files that the patterns match, ignored or not.
func (t Trip) matched(ctx context.Context) ([]string, error) {
	var chosen []string
	if info, err := os.Stat(filepath.Join(t.From, IncludeFile)); err == nil && info.Mode().IsRegular() {
		chosen = append(chosen, "--exclude-from="+IncludeFile)
	}
	for _, pattern := range t.Patterns {
		chosen = append(chosen, "--exclude="+anchored(t.Project, pattern))
	}
	if len(chosen) == 0 {
		return nil, nil
	}
	args := append([]string{"ls-files", "-z", "--others", "--ignored"}, chosen...)
	listed, err := git.Read(ctx, t.From, args...)
	if err != nil {
		return nil, fmt.Errorf("cannot list the files to copy: %w", err)
	}
	return slices.DeleteFunc(split(listed), staysBehind), nil
}

// anchored returns a pattern of a .gitignore in a directory as one of a .gitignore in the
// top.
func anchored(dir, pattern string) string {
	if dir == "." {
		return pattern
	}
	pattern, negated := strings.CutPrefix(pattern, "!")
	if strings.Contains(strings.TrimSuffix(pattern, "/"), "/") {
		pattern = strings.TrimPrefix(pattern, "/")
	} else {
		pattern = "**/" + pattern
	}
	pattern = "/" + filepath.ToSlash(dir) + "/" + pattern
	if negated {
		return "!" + pattern
	}
	return pattern
}

// staysBehind reports whether a path is never copied: the files of an instance, and a
// repository inside the repository.
func staysBehind(name string) bool {
	parts := strings.Split(name, "/")
	ours := func(part string) bool {
		return strings.EqualFold(part, instance.File) || strings.EqualFold(part, instance.StateFolder)
	}
	return strings.HasSuffix(name, "/") || slices.ContainsFunc(parts, ours)
}

func split(listed string) []string {
	return slices.DeleteFunc(strings.Split(listed, "\x00"), func(name string) bool { return name == "" })
}

// checkNew returns an error if a path exists, which is [fs.ErrExist], or cannot be
// examined.
func checkNew(root *os.Root, name string) error {
	_, err := root.Lstat(name)
	switch {
	case err == nil:
		return fs.ErrExist
	case errors.Is(err, fs.ErrNotExist):
		return nil
	}
	return err
}
