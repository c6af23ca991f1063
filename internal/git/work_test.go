package git_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/gittest"
)

func TestDirtyIsWhatACommitWouldMiss(t *testing.T) {
	dir := gittest.Repository(t)
	dirty := func() bool {
		t.Helper()
		got, err := git.Dirty(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	gittest.Write(t, dir, "ignored.log", "x")
	if dirty() {
		t.Error("an ignored file makes it dirty")
	}
	gittest.Write(t, dir, "new", "x")
	if !dirty() {
		t.Error("a new file does not make it dirty")
	}
	gittest.Commit(t, dir, "new")
	if dirty() {
		t.Error("it stays dirty after the commit")
	}
	if _, err := git.Dirty(t.Context(), t.TempDir()); err == nil {
		t.Error("a directory outside of git is clean")
	}
}

func TestMergedBranches(t *testing.T) {
	dir := gittest.Repository(t)
	for _, branch := range []string{"done", "feature/done", "open"} {
		gittest.Run(t, dir, "checkout", "-q", "-b", branch, "main")
		gittest.Write(t, dir, filepath.Base(branch)+branch[:1], branch)
		gittest.Commit(t, dir, branch)
	}
	gittest.Run(t, dir, "checkout", "-q", "main")
	gittest.Run(t, dir, "merge", "-q", "--ff-only", "done")
	gittest.Run(t, dir, "merge", "-q", "--no-edit", "feature/done")
	gittest.Run(t, dir, "branch", "fresh")
	merged := func(dir string) []string {
		t.Helper()
		got, err := git.Merged(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := merged(dir); !slices.Equal(got, []string{"done", "feature/done"}) {
		t.Errorf("got %q", got)
	}

	clone := filepath.Join(filepath.Dir(dir), "clone")
	gittest.Run(t, dir, "clone", "-q", dir, clone)
	gittest.Run(t, clone, "checkout", "-q", "open")
	gittest.Run(t, clone, "checkout", "-q", "feature/done")
	gittest.Commit(t, clone, "more") // on the branch, beyond origin's main
	gittest.Run(t, clone, "checkout", "-q", "-b", "mine", "main")
	gittest.Run(t, clone, "reset", "-q", "--hard", "HEAD~1")
	if got := merged(clone); !slices.Equal(got, []string{"mine"}) {
		t.Errorf("of the clone: got %q", got)
	}
	gittest.Run(t, dir, "branch", "-m", "main", "trunk")
	if got := merged(dir); got != nil {
		t.Errorf("without a default branch: got %q", got)
	}
}
