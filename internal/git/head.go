package git

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Branch returns the branch that is checked out in a directory, or the beginning of
// the commit's id if HEAD is detached. It returns "" if neither can be read. It
// reads git's files and does not run git.
func Branch(dir string) string {
	head, err := textfile.Read(filepath.Join(gitDir(dir), "HEAD"))
	if err != nil {
		return ""
	}
	text := strings.TrimSpace(string(head))
	if branch, ok := strings.CutPrefix(text, "ref: refs/heads/"); ok {
		return branch
	}
	if len(text) < 40 || strings.Trim(text, "0123456789abcdef") != "" {
		return ""
	}
	return text[:7]
}

// Checkout is a working tree. It may be a linked worktree or a submodule.
type Checkout struct {
	Top string
	Git string // git's own directory for it; "" if it cannot be read
}

// Checkouts returns the working trees that contain a directory, the innermost one first.
// It does not run git.
func Checkouts(dir string) (all []Checkout) {
	for {
		path := filepath.Join(dir, ".git")
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			all = append(all, Checkout{dir, path})
		} else if err == nil {
			all = append(all, Checkout{dir, linked(dir, path)})
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return all
		}
		dir = parent
	}
}

// gitDir returns git's directory for the working tree that contains dir. In a
// linked worktree, .git is a file that names it.
func gitDir(dir string) string {
	if all := Checkouts(dir); len(all) > 0 {
		return all[0].Git
	}
	return ""
}

// Common returns the directory that all worktrees of the repository share, or "" if
// dir is not in a repository.
func Common(dir string) string {
	own := gitDir(dir)
	content, err := textfile.Read(filepath.Join(own, "commondir"))
	if own == "" || err != nil {
		return own
	}
	common := strings.TrimSpace(string(content))
	if filepath.IsAbs(common) {
		return common
	}
	return filepath.Join(own, common)
}

func linked(dir, path string) string {
	content, err := textfile.Read(path)
	named, ok := strings.CutPrefix(strings.TrimSpace(string(content)), "gitdir: ")
	if err != nil || !ok {
		return ""
	}
	if filepath.IsAbs(named) {
		return named
	}
	return filepath.Join(dir, named)
}
