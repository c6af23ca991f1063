package worktree_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/gittest"
	"github.com/seed-491dada8/sandbox/internal/worktree"
)

const key = "k3y"

// created returns the directory of a new worktree, as sandbox:create makes it.
func created(t *testing.T, repository string) string {
	t.Helper()
	r, err := git.Open(t.Context(), repository)
	if err != nil {
		t.Fatal(err)
	}
	start, err := r.Start(t.Context(), git.Request{Branch: "feat"}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	w, err := r.Add(t.Context(), repository+"--feat", start)
	if err != nil {
		t.Fatal(err)
	}
	return w.Path
}

func open(t *testing.T, dir string) *worktree.Tree {
	t.Helper()
	tree, err := worktree.Open(t.Context(), dir, "", key)
	if err != nil || tree == nil {
		t.Fatalf("got %v, %v", tree, err)
	}
	return tree
}

func ours(path string) bool { return path == ".env.sandbox" || strings.HasPrefix(path, "build/ours") }

func wantLosses(t *testing.T, dir string, want ...string) {
	t.Helper()
	got, err := open(t, dir).Losses(t.Context(), ours)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v\nwant %q", got, err, want)
	}
}

func remove(t *testing.T, dir, name string) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

const hiddenEdit = `edited file ".gitignore", which git was told to ignore (skip-worktree or assume-unchanged)`

func TestLossesOfFiles(t *testing.T) {
	for name, test := range map[string]struct {
		change func(t *testing.T, dir string)
		want   []string
	}{
		"none": {func(t *testing.T, dir string) {
			gittest.Write(t, dir, ".env.sandbox", "x")
			gittest.Write(t, dir, "build/ours/x", "x")
		}, nil},
		"files of each kind": {func(t *testing.T, dir string) {
			gittest.Write(t, dir, ".gitignore", "*.log\nbuild/\n")
			gittest.Write(t, dir, "note s", "x")
			gittest.Write(t, dir, "new/a", "x")
			gittest.Write(t, dir, "new/b", "x")
			gittest.Write(t, dir, "build/out", "x")
			gittest.Write(t, dir, "build/ours", "x")
			gittest.Write(t, dir, "x.log", "x")
		}, []string{`uncommitted file ".gitignore"`, `untracked directory "new"`, `untracked file "note s"`, `ignored directory "build"`, `ignored file "x.log"`}},
		"many ignored beside a tracked one": {func(t *testing.T, dir string) {
			for i := range 30 {
				gittest.Write(t, dir, strconv.Itoa(10+i)+".log", "x")
			}
		}, []string{`30 ignored files in ".", such as "10.log"`}},
		"renamed": {func(t *testing.T, dir string) { gittest.Run(t, dir, "mv", ".gitignore", "x") }, []string{`uncommitted file "x"`}},
		"edited with skip-worktree": {func(t *testing.T, dir string) {
			gittest.Run(t, dir, "update-index", "--skip-worktree", ".gitignore")
			gittest.Write(t, dir, ".gitignore", "*.log\n.env.sandbox\nbuild/\nmine\n")
		}, []string{hiddenEdit}},
		"edited with assume-unchanged": {func(t *testing.T, dir string) {
			gittest.Run(t, dir, "update-index", "--assume-unchanged", ".gitignore")
			gittest.Write(t, dir, ".gitignore", "mine\n")
		}, []string{hiddenEdit}},
		"hidden without an edit, or left out": {func(t *testing.T, dir string) {
			gittest.Write(t, dir, "left out", "x")
			gittest.Commit(t, dir, "more")
			gittest.Run(t, dir, "branch", "kept")
			gittest.Run(t, dir, "update-index", "--skip-worktree", ".gitignore", "left out")
			gittest.Write(t, dir, ".gitignore", "*.log\n.env.sandbox\nbuild/\n") // with a new modification time
			remove(t, dir, "left out")
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := created(t, gittest.Repository(t))
			test.change(t, dir)
			wantLosses(t, dir, test.want...)
		})
	}
}

func TestLossesOfCommitsAndRefs(t *testing.T) {
	for name, test := range map[string]struct {
		change func(t *testing.T, dir string)
		want   []string
	}{
		"commits": {func(t *testing.T, dir string) { gittest.Commit(t, dir, "more") },
			[]string{"the checkout of branch feat, which itself stays; its commits that are on no remote and on no other branch: 1"}},
		"commits on another branch": {func(t *testing.T, dir string) {
			gittest.Commit(t, dir, "more")
			gittest.Run(t, dir, "branch", "other")
		}, nil},
		"commits on a remote": {func(t *testing.T, dir string) {
			gittest.Commit(t, dir, "more")
			gittest.Run(t, dir, "update-ref", "refs/remotes/origin/feat", "HEAD")
		}, nil},
		"commits on no branch": {func(t *testing.T, dir string) {
			gittest.Run(t, dir, "checkout", "-q", "--detach")
			gittest.Commit(t, dir, "more")
		}, []string{"commits on no branch and no remote, which would be lost: 1"}},
		"commits that are amended, reset or left": {func(t *testing.T, dir string) {
			gittest.Commit(t, dir, "more")
			gittest.Run(t, dir, "commit", "-q", "--allow-empty", "--amend", "-m", "better")
			gittest.Run(t, dir, "reset", "-q", "--hard", "HEAD^")
			gittest.Run(t, dir, "checkout", "-q", "--detach")
		}, nil},
		"a stash, which the repository keeps": {func(t *testing.T, dir string) {
			gittest.Run(t, dir, "checkout", "-q", "--detach")
			gittest.Commit(t, dir, "below the stash")
			gittest.Write(t, dir, ".gitignore", "mine\n")
			gittest.Run(t, dir, "stash", "-q")
		}, nil},
		"a ref of the worktree, with its commit": {func(t *testing.T, dir string) {
			gittest.Run(t, dir, "checkout", "-q", "--detach")
			gittest.Commit(t, dir, "more")
			gittest.Run(t, dir, "update-ref", "refs/worktree/mine", "HEAD")
		}, []string{"the ref refs/worktree/mine, which only this worktree has", "commits on no branch and no remote, which would be lost: 1"}},
		"a branch without a commit": {func(t *testing.T, dir string) { gittest.Run(t, dir, "switch", "-q", "--orphan", "empty") }, nil},
		"a lock": {func(t *testing.T, dir string) { gittest.Run(t, dir, "worktree", "lock", "--reason", "on a stick", dir) },
			[]string{"its lock, `git worktree lock`: \"on a stick\""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := created(t, gittest.Repository(t))
			test.change(t, dir)
			wantLosses(t, dir, test.want...)
		})
	}
}

// conflict creates the branch other, which changes the same file as HEAD.
func conflict(t *testing.T, dir string) {
	t.Helper()
	gittest.Run(t, dir, "checkout", "-q", "-b", "other")
	gittest.Write(t, dir, "file", "theirs")
	gittest.Commit(t, dir, "theirs")
	gittest.Run(t, dir, "checkout", "-q", "feat")
	gittest.Write(t, dir, "file", "mine")
	gittest.Commit(t, dir, "mine")
	gittest.Run(t, dir, "branch", "kept")
}

// stop runs a git command that stops with a conflict, and resolves the conflict.
func stop(t *testing.T, dir string, args ...string) {
	t.Helper()
	if text, err := gittest.Command(dir, args...).CombinedOutput(); err == nil {
		t.Fatalf("git %q did not stop: %s", args, text)
	}
	clear(t, dir)
}

func clear(t *testing.T, dir string) { gittest.Run(t, dir, "checkout", "-q", "HEAD", "--", ".") }

func TestOperationsInProgressAreLosses(t *testing.T) {
	edit := func(t *testing.T, dir string) { gittest.Write(t, dir, ".gitignore", "mine\n") }
	for want, change := range map[string]func(t *testing.T, dir string){
		"a rebase in progress":      func(t *testing.T, dir string) { stop(t, dir, "rebase", "other") },
		"a merge in progress":       func(t *testing.T, dir string) { stop(t, dir, "merge", "other") },
		"a cherry-pick in progress": func(t *testing.T, dir string) { stop(t, dir, "cherry-pick", "other") },
		"a bisect in progress":      func(t *testing.T, dir string) { gittest.Run(t, dir, "bisect", "start") },
		"a revert in progress": func(t *testing.T, dir string) {
			gittest.Run(t, dir, "revert", "--no-commit", "HEAD")
			clear(t, dir)
		},
		"an am in progress": func(t *testing.T, dir string) {
			patch := gittest.Run(t, dir, "format-patch", "-1", "-o", t.TempDir(), "other")
			stop(t, dir, "am", strings.TrimSpace(patch))
		},
		"a rebase in progress, with the changes that it stashed": func(t *testing.T, dir string) {
			edit(t, dir)
			stop(t, dir, "rebase", "--apply", "--autostash", "other")
		},
		"a merge in progress, with the changes that it stashed": func(t *testing.T, dir string) {
			edit(t, dir)
			stop(t, dir, "merge", "--autostash", "other")
		},
		"changes that a merge with --squash stashed": func(t *testing.T, dir string) {
			edit(t, dir)
			stop(t, dir, "merge", "--squash", "--autostash", "other")
		},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			dir := created(t, gittest.Repository(t))
			conflict(t, dir)
			change(t, dir)
			wantLosses(t, dir, want)
		})
	}
}

func TestLossesChangesNothing(t *testing.T) {
	dir := created(t, gittest.Repository(t))
	hooks, ran := t.TempDir(), filepath.Join(t.TempDir(), "ran")
	for _, name := range []string{"post-index-change", "fsmonitor", "reference-transaction"} {
		if err := os.WriteFile(filepath.Join(hooks, name), []byte("#!/bin/sh\ntouch '"+ran+"'\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	gittest.Run(t, dir, "update-index", "--skip-worktree", ".gitignore")
	gittest.Run(t, dir, "config", "core.hooksPath", hooks)
	gittest.Run(t, dir, "config", "core.fsmonitor", filepath.Join(hooks, "fsmonitor"))
	gittest.Write(t, git.Dir(dir), "index.lock", "")
	gittest.Write(t, dir, ".gitignore", "mine\n")
	wantLosses(t, dir, hiddenEdit)
	if _, err := os.Stat(ran); err == nil {
		t.Error("a hook ran")
	}
}

func TestShortenShowsTwentyLinesAndTheCount(t *testing.T) {
	lines := slices.Repeat([]string{"x"}, 30)
	if got := worktree.Shorten(lines); len(got) != 20 || got[19] != "and 11 more" {
		t.Errorf("got %q", got)
	}
	if got := worktree.Shorten(lines[:20]); len(got) != 20 || got[19] != "x" {
		t.Errorf("got %q", got)
	}
}
