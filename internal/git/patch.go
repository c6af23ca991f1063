package git

import (
	"context"
	"slices"
	"strings"
)

// hasSameChanges reports whether trunk has the changes of a branch in commits of its own: all
// of them in one, or those of each commit of the branch in one.
func hasSameChanges(ctx context.Context, dir, tip, trunk string) (bool, error) {
	base, err := Read(ctx, dir, "merge-base", tip, trunk)
	if err != nil {
		return false, ctx.Err() // they have nothing in common
	}
	listed, err := Read(ctx, dir, "diff-tree", "-r", "--no-renames", "--name-only", "-z", base, tip)
	if err != nil || listed == "" {
		return false, err
	}
	similar, err := commitsOn(ctx, dir, base+".."+trunk, strings.Split(strings.Trim(listed, "\x00"), "\x00"))
	if err != nil {
		return false, err
	}
	theirs, err := patches(ctx, dir, similar)
	if err != nil || len(theirs) == 0 {
		return false, err
	}
	all, err := patchIDs(ctx, dir, Query{Args: []string{"diff-tree", "-p", "-U0", base, tip}})
	if err != nil || len(all) == 1 && slices.Contains(theirs, all[0]) {
		return err == nil, err
	}
	commits, err := Read(ctx, dir, "rev-list", "--no-merges", trunk+".."+tip)
	if err != nil {
		return false, err
	}
	ours, err := patches(ctx, dir, strings.Fields(commits))
	missing := func(id string) bool { return !slices.Contains(theirs, id) }
	return len(ours) > 0 && !slices.ContainsFunc(ours, missing), err
}

// enough is the number of files by which git is asked for commits.
const enough = 100

// commitsOn returns the commits of a range that change no other files than these. That is
// quick to see: the default branch may be thousands of commits ahead.
func commitsOn(ctx context.Context, dir, span string, files []string) ([]string, error) {
	args := []string{"rev-list", "--no-merges", "--full-history", span, "--"}
	for _, name := range files[:min(len(files), enough)] {
		args = append(args, ":(top,literal)"+name)
	}
	listed, err := Read(ctx, dir, args...)
	if err != nil || listed == "" {
		return nil, err
	}
	commits := strings.Fields(listed)
	changed, err := Query{Dir: dir, Args: []string{"diff-tree", "-r", "--no-renames", "--name-only", "-z", "--stdin"}, Stdin: listed + "\n"}.Run(ctx)
	others, current := make(map[string]bool), ""
	for line := range strings.SplitSeq(changed, "\x00") { // the id of a commit, then its files
		if slices.Contains(commits, line) {
			current = line
		} else if line != "" && !slices.Contains(files, line) {
			others[current] = true
		}
	}
	return slices.DeleteFunc(commits, func(commit string) bool { return others[commit] }), err
}

// patches returns the ids of the patches that commits make.
func patches(ctx context.Context, dir string, commits []string) ([]string, error) {
	if len(commits) == 0 {
		return nil, nil
	}
	return patchIDs(ctx, dir, Query{Args: []string{"diff-tree", "-p", "-U0", "--stdin"}, Stdin: strings.Join(commits, "\n") + "\n"})
}

// patchIDs returns the ids of the patches that a query writes. They do not depend on where
// in a file a change is, nor, as the patches have no context, on what is around it.
func patchIDs(ctx context.Context, dir string, diff Query) (ids []string, err error) {
	diff.Dir = dir
	text, err := diff.Run(ctx)
	if err != nil || text == "" {
		return nil, err
	}
	listed, err := Query{Dir: dir, Args: []string{"patch-id", "--stable"}, Stdin: text + "\n"}.Run(ctx)
	for line := range strings.Lines(listed) {
		id, _, _ := strings.Cut(line, " ")
		ids = append(ids, id)
	}
	return ids, err
}
