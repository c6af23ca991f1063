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

// Exclude adds the names in dir that git does not ignore yet to info/exclude, which
// all worktrees of the repository share. Outside a repository it does nothing.
func Exclude(ctx context.Context, dir string, names ...string) error {
	if Top(dir) == "" {
		return nil
	}
	path, err := Read(ctx, dir, "rev-parse", "--git-path", "info/exclude")
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
	if err := addLines(path, missing); err != nil {
		return fmt.Errorf("cannot make git ignore %s: %w", strings.Join(missing, " and "), err)
	}
	return nil
}

// addLines appends the lines that the file lacks.
func addLines(path string, lines []string) error {
	content, err := textfile.Read(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	present := strings.Split(string(content), "\n")
	var text strings.Builder
	if len(content) > 0 && content[len(content)-1] != '\n' {
		text.WriteString("\n")
	}
	added := false
	for _, line := range lines {
		if !slices.Contains(present, line) {
			text.WriteString(line + "\n")
			added = true
		}
	}
	if !added {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text.String())
	return errors.Join(err, file.Close())
}
