package git

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// Listed is a worktree as git lists it. Its directory may be gone.
type Listed struct {
	Path     string
	Branch   string // "" where HEAD is detached, or the repository is bare
	Bare     bool
	Detached bool
	Locked   bool   // by `git worktree lock`: never gone, wherever its directory is
	Reason   string // for the lock, if one was given
	Prunable bool   // git finds no directory there
}

// Worktrees returns all worktrees of the repository that a directory is in, the
// main one first.
func Worktrees(ctx context.Context, dir string) ([]Listed, error) {
	listed, err := Read(ctx, dir, "worktree", "list", "--porcelain", "-z")
	if err != nil && ctx.Err() == nil { // git before 2.36 does not know -z
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
	return all, nil
}

// set takes one attribute of `git worktree list --porcelain`.
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

// Dir returns git's own directory for the worktree that dir is in, "" where there
// is none. A linked worktree keeps it for life, also when `git worktree move` gives
// it another path, so that [Place] finds it again. Dir runs no git.
func Dir(dir string) string { return gitDir(dir) }

// Place returns the path that git knows for the linked worktree whose own
// directory [Dir] returned, "" where git knows none any more.
func Place(gitDir string) string {
	content, err := os.ReadFile(filepath.Join(gitDir, "gitdir"))
	if err != nil {
		return ""
	}
	path := filepath.FromSlash(strings.TrimSpace(string(content)))
	if !filepath.IsAbs(path) { // as worktree.useRelativePaths of git 2.48 writes it
		path = filepath.Join(gitDir, path)
	}
	return filepath.Dir(path)
}
