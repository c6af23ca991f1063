package git

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Top returns the top of the working tree that contains dir, or "" outside a
// repository. It does not run git.
func Top(dir string) string {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}

// Tracked reports whether git tracks the file name in dir. Outside a repository it
// does not run git.
func Tracked(ctx context.Context, dir, name string) bool {
	if Top(dir) == "" {
		return false
	}
	listed, err := Read(ctx, dir, "ls-files", "--", name)
	return err == nil && listed != ""
}

// Ignored reports whether git ignores a path, relative to the top of a worktree.
func Ignored(ctx context.Context, top, path string) bool {
	_, err := Read(ctx, top, "check-ignore", "--quiet", "--", filepath.ToSlash(path))
	return err == nil
}

// Has reports whether a commit has a file or folder, by its path from the top.
func Has(ctx context.Context, top, commit, path string) bool {
	_, err := Read(ctx, top, "cat-file", "-e", commit+":"+filepath.ToSlash(path))
	return err == nil
}

// Exclude adds the names in dir that git does not ignore yet to info/exclude, which
// all worktrees of the repository share. Outside a repository it does nothing.
func Exclude(ctx context.Context, dir string, names ...string) error {
	if Top(dir) == "" {
		return nil
	}
	path, err := Read(ctx, dir, "rev-parse", "--git-path", "info/exclude")
	if errors.Is(err, errNotTrusted) {
		return err
	}
	if err != nil {
		return nil // .git names a directory that is not a repository
	}
	if path = filepath.FromSlash(path); !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	if _, err := textfile.Read(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // git would wait for a pipe
		return fmt.Errorf("cannot make git ignore %s: %w", strings.Join(names, " and "), err)
	}
	ignored, _ := Read(ctx, dir, append([]string{"check-ignore", "--"}, names...)...) // an error means that none is ignored
	missing := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.Contains(strings.Split(ignored, "\n"), name)
	})
	if _, err := addLines(path, missing); err != nil {
		return fmt.Errorf("cannot make git ignore %s: %w", strings.Join(missing, " and "), err)
	}
	return nil
}

// Ignore adds the names that the .gitignore of dir lacks to it, and returns them.
func Ignore(dir string, names ...string) (added []string, err error) {
	added, err = addLines(filepath.Join(dir, ".gitignore"), names)
	if err != nil {
		return nil, fmt.Errorf("cannot make git ignore %s: %w", strings.Join(names, " and "), err)
	}
	return added, nil
}

// addLines appends the lines that the file lacks, and returns them.
func addLines(path string, lines []string) (added []string, err error) {
	content, err := textfile.Read(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var present []string
	for line := range strings.Lines(string(content)) {
		present = append(present, withoutSlashes(line))
	}
	added = slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return slices.Contains(present, withoutSlashes(line)) })
	if len(added) == 0 {
		return nil, nil
	}
	text := strings.Join(added, "\n") + "\n"
	if len(content) > 0 && content[len(content)-1] != '\n' {
		text = "\n" + text
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return nil, err
	}
	_, err = file.WriteString(text)
	return added, errors.Join(err, file.Close())
}

// withoutSlashes returns a line of a .gitignore without what does not change that it
// names a file or folder of its own directory.
func withoutSlashes(line string) string { return strings.Trim(strings.TrimSpace(line), "/") }
