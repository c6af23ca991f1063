package git_test

import (
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
