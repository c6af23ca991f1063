package git

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Dirty reports whether the worktree that contains dir has changes that are not
// committed, or files that are neither tracked nor ignored.
func Dirty(ctx context.Context, dir string) (bool, error) {
	changes, err := Read(ctx, dir, "status", "--porcelain")
	return changes != "", err
}

// Merged returns the branches of a repository whose commits are all in its default branch,
// without that branch itself. A branch that has had no commit of its own since it was made
// is not among them, nor is one that was squashed.
func Merged(ctx context.Context, dir string) ([]string, error) {
	base, err := defaultBranch(ctx, dir)
	name := strings.TrimPrefix(strings.TrimPrefix(base, originRefs), "refs/heads/")
	if err != nil || base == "" {
		return nil, err
	}
	listed, err := Read(ctx, dir, "for-each-ref", "--merged="+base, "--format=%(refname:lstrip=2)", "refs/heads")
	if err != nil {
		return nil, err
	}
	logs := filepath.Join(Common(dir), "logs", "refs", "heads")
	var merged []string
	for branch := range strings.Lines(listed) {
		branch = strings.TrimSpace(branch)
		if branch != name && hasMoved(filepath.Join(logs, filepath.FromSlash(branch))) {
			merged = append(merged, branch)
		}
	}
	return merged, nil
}

// originRefs begins the names of the branches that origin has.
const originRefs = "refs/remotes/origin/"

// defaultBranch returns the ref of the branch that work is merged into: origin's HEAD, or
// else main or master; "" if there is none of them.
func defaultBranch(ctx context.Context, dir string) (string, error) {
	const origin = originRefs + "HEAD"
	listed, err := Read(ctx, dir, "for-each-ref", "--format=%(refname) %(symref)", origin, "refs/heads/main", "refs/heads/master")
	if err != nil {
		return "", err
	}
	found := make(map[string]string)
	for line := range strings.Lines(listed) {
		ref, leads, _ := strings.Cut(strings.TrimSpace(line), " ")
		found[ref] = leads
	}
	if found[origin] != "" {
		return found[origin], nil
	}
	for _, ref := range []string{"refs/heads/main", "refs/heads/master"} {
		if _, exists := found[ref]; exists {
			return ref, nil
		}
	}
	return "", nil
}

// hasMoved reports whether a branch has had another commit than its first one, by the log
// of its commits. Without a log it is taken for one that has.
func hasMoved(log string) bool {
	text, err := textfile.Read(log)
	return err != nil || bytes.Count(text, []byte("\n")) > 1
}
