package git

import (
	"context"
	"slices"
	"strings"
)

// MergedInto returns the ref of the default branch that a branch was merged into: of a remote,
// or of the repository itself; "" if it was not. A branch counts as merged if the default branch
// has its commits, one commit with all of its changes, as a squash makes it, or one for each of
// its commits, as a rebase makes them. One that has no commit of its own yet does not count.
//
// It does not see a squash that was edited, as for a conflict, nor one in several commits.
func MergedInto(ctx context.Context, dir, branch string) (string, error) {
	trunks, err := trunks(ctx, dir)
	if err != nil || slices.ContainsFunc(trunks, func(trunk string) bool { return shortName(trunk) == branch }) {
		return "", err
	}
	tip := "refs/heads/" + branch
	for _, trunk := range trunks {
		judge := hasSameChanges
		if _, err := Read(ctx, dir, "merge-base", "--is-ancestor", tip, trunk); err == nil {
			judge = hasOwnCommits
		}
		if merged, err := judge(ctx, dir, tip, trunk); err != nil {
			return "", err
		} else if merged {
			return trunk, nil
		}
	}
	return "", ctx.Err()
}

// trunks returns the refs of the default branches: those that the remotes name, and main or
// master of the repository itself.
func trunks(ctx context.Context, dir string) (refs []string, err error) {
	listed, err := Read(ctx, dir, "for-each-ref", "--format=%(refname) %(symref)", "refs/remotes/*/HEAD", "refs/heads/main", "refs/heads/master")
	for line := range strings.Lines(listed) {
		ref, leads, _ := strings.Cut(strings.TrimSpace(line), " ")
		if leads != "" {
			ref = leads
		}
		refs = append(refs, ref)
	}
	return refs, err
}

// shortName returns the name of a branch, for its ref in a repository or of a remote.
func shortName(ref string) string {
	if name, local := strings.CutPrefix(ref, "refs/heads/"); local {
		return name
	}
	_, name, _ := strings.Cut(strings.TrimPrefix(ref, "refs/remotes/"), "/")
	return name
}

// ownCommits begin the entries of a branch's log for commits that were made on it.
var ownCommits = []string{"commit", "cherry-pick", "revert", "am"}

// hasOwnCommits reports whether a branch that trunk contains has had commits of its own. It
// has if a merge brought it into trunk, or else by its log.
func hasOwnCommits(ctx context.Context, dir, tip, trunk string) (bool, error) {
	id, err := Read(ctx, dir, "rev-parse", tip)
	if err != nil {
		return false, err
	}
	line, err := Read(ctx, dir, "rev-list", "--first-parent", trunk, "--not", tip+"^@")
	if err != nil || !slices.Contains(strings.Split(line, "\n"), id) {
		return err == nil, err
	}
	log, err := Read(ctx, dir, "log", "--walk-reflogs", "--format=%gs", tip, "--")
	for entry := range strings.Lines(log) {
		if slices.ContainsFunc(ownCommits, func(begin string) bool { return strings.HasPrefix(entry, begin) }) {
			return true, err
		}
	}
	return false, err
}
