package git

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Listed is a worktree in git's list. Its directory may be gone.
type Listed struct {
	Path     string
	Branch   string // "" if HEAD is detached or the repository is bare
	Bare     bool
	Detached bool
	Locked   bool   // locked by `git worktree lock`; git keeps it even if its directory is gone
	Reason   string // the reason for the lock, if given
	Prunable bool   // the directory does not exist
}

// Worktrees returns all worktrees of the repository that contains dir, the main one
// first.
func Worktrees(ctx context.Context, dir string) ([]Listed, error) {
	listed, err := Read(ctx, dir, "worktree", "list", "--porcelain", "-z")
	if err != nil && ctx.Err() == nil { // git before 2.36 lacks -z
		listed, err = Read(ctx, dir, "worktree", "list", "--porcelain")
		listed = strings.ReplaceAll(listed, "\n", "\x00")
	}
	if err != nil {
		return nil, err
	}
	var all []Listed
	for line := range strings.SplitSeq(listed, "\x00") {
		name, value, _ := strings.Cut(line, " ")
		if name == "worktree" {
			all = append(all, Listed{Path: filepath.FromSlash(value)})
		} else if len(all) > 0 {
			all[len(all)-1].set(name, value)
		}
	}
	if len(all) > 0 {
		all[0].Path = files(ctx, all[0].Path)
	}
	return all, nil
}

// files returns the directory with the files of a main worktree. Git lists that of a
// submodule by git's own directory, whose configuration leads to the files.
func files(ctx context.Context, listed string) string {
	if _, err := os.Lstat(filepath.Join(listed, ".git")); err == nil {
		return listed
	}
	top, err := Read(ctx, listed, "config", "--local", "core.worktree")
	switch {
	case err != nil || top == "":
		return listed
	case filepath.IsAbs(top):
		return filepath.Clean(top)
	}
	return filepath.Join(listed, filepath.FromSlash(top))
}

// paths returns the paths of worktrees.
func paths(worktrees []Listed) []string {
	var all []string
	for _, w := range worktrees {
		all = append(all, w.Path)
	}
	return all
}

// set stores one attribute of `git worktree list --porcelain`.
func (l *Listed) set(name, value string) {
	switch name {
	case "branch":
		l.Branch = strings.TrimPrefix(value, "refs/heads/")
	case "bare":
		l.Bare = true
	case "detached":
		l.Detached = true
	case "locked":
		l.Locked, l.Reason = true, value
	case "prunable":
		l.Prunable = true
	}
}

// Dir returns git's directory for the worktree that contains dir, or "" outside a
// repository. A linked worktree keeps it even if `git worktree move` moves the
// files, so [Place] can find them again. Dir does not run git.
func Dir(dir string) string { return gitDir(dir) }

// Place returns the current path of the linked worktree whose git directory is
// gitDir, or "" if git no longer knows it. It is the inverse of [Dir].
func Place(gitDir string) string {
	content, err := textfile.Read(filepath.Join(gitDir, "gitdir"))
	if err != nil {
		return ""
	}
	path := filepath.FromSlash(strings.TrimSpace(string(content)))
	if !filepath.IsAbs(path) { // relative if worktree.useRelativePaths of git 2.48 is set
		path = filepath.Join(gitDir, path)
	}
	return filepath.Dir(path)
}
