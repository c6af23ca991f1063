package worktree

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// checkout is a working tree with its git directory. It is the worktree itself or a
// submodule.
type checkout struct {
	dir, gitDir string
	name        string  // path of the submodule from the worktree's root
	index       []entry // every file in git's index
}

// query returns a query of the checkout. For a submodule it names the repository and the
// files, because core.worktree may name a path where the files no longer are.
func (c *checkout) query(args ...string) git.Query {
	if c.name == "" {
		return git.Query{Dir: c.dir, Args: args}
	}
	dir := cmp.Or(c.dir, c.gitDir)
	return git.Query{
		Dir: dir, Args: args,
		Env: []string{"GIT_DIR=" + c.gitDir, "GIT_WORK_TREE=" + dir, "GIT_TERMINAL_PROMPT=0"},
	}
}

func (c *checkout) read(ctx context.Context, args ...string) (string, error) {
	return c.query(args...).Run(ctx)
}

// Losses returns a line for everything that the removal would take from the user:
// files that are in no commit, hidden edits, operations in progress, and commits
// that exist nowhere else, also in submodules. It omits files for which ours is
// true; ours gets slash-separated paths from the root. Commits that only a reflog
// remembers do not count.
func (t *Tree) Losses(ctx context.Context, ours func(path string) bool) ([]string, error) {
	if t.gitDir == "" {
		return t.files(ours)
	}
	c := checkout{dir: t.Root, gitDir: t.gitDir}
	losses, err := c.losses(ctx, ours)
	if err != nil {
		return nil, err
	}
	commits, err := c.unpushed(ctx)
	if err != nil {
		return nil, err
	}
	submodules, err := c.submodules(ctx)
	if err != nil {
		return nil, err
	}
	return plain.Lines(slices.Concat(t.lock(), losses, commits, submodules)), nil
}

// lock returns a line for the worktree's lock, if it has one. Its user wants to
// keep the worktree.
func (t *Tree) lock() []string {
	reason, err := textfile.Read(filepath.Join(t.gitDir, "locked"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if text := strings.TrimSpace(string(reason)); text != "" {
		return []string{"its lock, `git worktree lock`: " + strconv.Quote(text)}
	}
	return []string{"its lock, `git worktree lock`"}
}

// files returns the files of a worktree that git cannot open. Any of them may be
// uncommitted.
func (t *Tree) files(ours func(path string) bool) ([]string, error) {
	entries, err := os.ReadDir(t.Root)
	var losses []string
	for _, e := range entries {
		if e.Name() != ".git" && !onlyOurs(t.Root, e.Name(), ours) {
			losses = append(losses, fmt.Sprintf("%q, in a directory that git does not know as a worktree", e.Name()))
		}
	}
	return losses, err
}

// losses returns the losses that worktrees and submodules have in common.
func (c *checkout) losses(ctx context.Context, ours func(path string) bool) ([]string, error) {
	if err := c.readIndex(ctx); err != nil {
		return nil, err
	}
	files, err := c.files(ctx, ours)
	if err != nil {
		return nil, err
	}
	hidden, err := c.hidden(ctx)
	if err != nil {
		return nil, err
	}
	refs, err := c.ownRefs(ctx)
	return slices.Concat(files, hidden, operations(c.gitDir), refs), err
}

// operation is a git operation that can be in progress.
type operation struct{ file, name, autostash string }

var gitOperations = []operation{
	{"rebase-merge", "a rebase", "rebase-merge/autostash"},
	{"rebase-apply/applying", "an am", ""},
	{"rebase-apply/rebasing", "a rebase", "rebase-apply/autostash"},
	{"MERGE_HEAD", "a merge", "MERGE_AUTOSTASH"},
	{"CHERRY_PICK_HEAD", "a cherry-pick", ""},
	{"REVERT_HEAD", "a revert", ""},
	{"BISECT_LOG", "a bisect", ""},
}

// operations returns the operations in progress.
func operations(gitDir string) []string {
	var losses []string
	inGitDir := func(file string) bool { return file != "" && exists(filepath.Join(gitDir, filepath.FromSlash(file))) }
	for _, o := range gitOperations {
		switch {
		case !inGitDir(o.file):
		case inGitDir(o.autostash):
			losses = append(losses, o.name+" in progress, with the changes that it stashed")
		default:
			losses = append(losses, o.name+" in progress")
		}
	}
	if !inGitDir("MERGE_HEAD") && inGitDir("MERGE_AUTOSTASH") {
		losses = append(losses, "changes that a merge with --squash stashed")
	}
	if len(losses) == 0 && inGitDir("sequencer") { // between two commits of a sequence
		losses = append(losses, "a cherry-pick or revert in progress")
	}
	return losses
}

// unpushed returns the commits of HEAD that exist nowhere else.
func (c *checkout) unpushed(ctx context.Context) ([]string, error) {
	head, err := c.head(ctx)
	if err != nil || head == "" {
		return nil, err
	}
	branch, _ := c.read(ctx, "symbolic-ref", "--quiet", "--short", "HEAD")
	args := []string{"rev-list", "--count", "HEAD", "--not"}
	if branch == "" { // a stash, a note or another ref keeps the commits too
		args = append(args, "--exclude=refs/worktree/*", "--exclude=refs/bisect/*", "--exclude=refs/rewritten/*", "--glob=refs/*")
	} else {
		args = append(args, "--remotes", "--tags", "--exclude="+branch, "--branches")
	}
	count, err := c.read(ctx, args...)
	switch {
	case err != nil || count == "0":
		return nil, err
	case branch == "":
		return []string{"commits on no branch and no remote, which would be lost: " + count}, nil
	default:
		return []string{fmt.Sprintf("the checkout of branch %s, which itself stays; its commits that are on no remote and on no other branch: %s", branch, count)}, nil
	}
}

// head returns the commit of HEAD, or "" if the branch has no commit yet.
func (c *checkout) head(ctx context.Context) (string, error) {
	commit, err := c.read(ctx, "rev-parse", "--verify", "--quiet", "HEAD")
	if err == nil {
		return commit, nil
	}
	branch, symbolic := c.read(ctx, "symbolic-ref", "--quiet", "HEAD")
	if symbolic != nil {
		return "", err
	}
	if existing, failed := c.read(ctx, "for-each-ref", branch); failed != nil || existing != "" {
		return "", fmt.Errorf("git cannot read the commit of %s", branch)
	}
	return "", nil
}

// ownRefs returns the refs that only this worktree has.
func (c *checkout) ownRefs(ctx context.Context) ([]string, error) {
	listed, err := c.read(ctx, "for-each-ref", "--format=%(refname)", "refs/worktree")
	if err != nil {
		return nil, err
	}
	var losses []string
	for _, ref := range strings.Fields(listed) {
		losses = append(losses, "the ref "+ref+", which only this worktree has")
	}
	return losses, nil
}
