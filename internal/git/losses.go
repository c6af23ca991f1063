package git

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// Losses are what the removal of the directory's worktree would take from its
// user, a line each: files that are in no commit, ignored ones too, and commits
// that are on no other branch and on no remote. Files for which ours is true are
// left out; it is given slash-separated paths from the worktree's root.
func (r Repository) Losses(ctx context.Context, ours func(path string) bool) ([]string, error) {
	status, err := run(ctx, r.Inside, "status", "--porcelain", "-z", "--untracked-files=all", "--ignored=traditional")
	if err != nil {
		return nil, err
	}
	losses := files(status, ours)
	branch, _ := run(ctx, r.Inside, "symbolic-ref", "--quiet", "--short", "HEAD")
	args := []string{"rev-list", "--count", "HEAD", "--not", "--remotes", "--tags"}
	if branch != "" {
		args = append(args, "--exclude="+branch)
	}
	counted, err := run(ctx, r.Inside, append(args, "--branches")...)
	if err != nil {
		return nil, err
	}
	if count, err := strconv.Atoi(counted); err != nil || count > 0 {
		losses = append(losses, unpushed(counted, branch))
	}
	return losses, nil
}

func unpushed(count, branch string) string {
	if branch == "" {
		return "commits on no branch and no remote, which would be lost: " + count
	}
	return fmt.Sprintf("the checkout of branch %s, which itself stays; its commits that are on no remote and on no other branch: %s", branch, count)
}

// files reads `git status --porcelain -z`: two letters, a space and a path. Of a
// renamed file the old path follows as an entry of its own.
func files(status string, ours func(path string) bool) []string {
	kinds := map[string]string{"??": "untracked", "!!": "ignored"}
	var lines []string
	entries := strings.Split(status, "\x00")
	for i := 0; i < len(entries); i++ {
		if len(entries[i]) < 4 {
			continue
		}
		letters, path := entries[i][:2], entries[i][3:]
		if strings.ContainsAny(letters, "RC") {
			i++
		}
		kind, known := kinds[letters]
		if !known {
			kind = "uncommitted"
		}
		if !ours(path) {
			lines = append(lines, kind+" file "+strconv.Quote(path))
		}
	}
	return lines
}
