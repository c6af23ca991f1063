package git

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/gittest"
)

func TestWorktreesAreListedWithTheirState(t *testing.T) {
	dir := gittest.Repository(t)
	parent := filepath.Dir(dir)
	detached, locked, deleted := filepath.Join(parent, "de\ntached"), filepath.Join(parent, "locked"), filepath.Join(parent, "deleted")
	gittest.Run(t, dir, "worktree", "add", "-q", "--detach", detached)
	gittest.Run(t, dir, "worktree", "add", "-q", locked)
	gittest.Run(t, dir, "worktree", "add", "-q", deleted)
	gittest.Run(t, dir, "worktree", "lock", "--reason", "on a stick", locked)
	for _, gone := range []string{locked, deleted} {
		if err := os.RemoveAll(gone); err != nil {
			t.Fatal(err)
		}
	}
	want := []Listed{
		{Path: dir, Branch: "main"},
		{Path: detached, Detached: true},
		{Path: deleted, Branch: "deleted", Prunable: true},
		{Path: locked, Branch: "locked", Locked: true, Reason: "on a stick"},
	}
	got, err := Worktrees(t.Context(), detached)
	slices.SortFunc(got[1:], func(a, b Listed) int { return slices.Index(want, a) - slices.Index(want, b) })
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}

func TestWorktreesOfABareRepository(t *testing.T) {
	bare := filepath.Join(t.TempDir(), "bare")
	gittest.Run(t, filepath.Dir(bare), "init", "-q", "--bare", bare)
	got, err := Worktrees(t.Context(), bare)
	if err != nil || len(got) != 1 || !got[0].Bare {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestPlaceFollowsAMovedWorktree(t *testing.T) {
	dir := gittest.Repository(t)
	before, after := dir+"--x", filepath.Join(filepath.Dir(dir), "elsewhere")
	gittest.Run(t, dir, "worktree", "add", "-q", before)
	own := Dir(before)
	if got := Place(own); got != before {
		t.Errorf("got %q", got)
	}
	gittest.Run(t, dir, "worktree", "move", before, after)
	if got := Place(own); got != after || Dir(after) != own {
		t.Errorf("got %q", got)
	}
	gittest.Run(t, dir, "worktree", "remove", after)
	if got := Place(own); got != "" {
		t.Errorf("got %q of a removed worktree", got)
	}
}

// Git lists the main worktree of a submodule by git's own directory.
func TestASubmoduleIsItsFiles(t *testing.T) {
	outer, inner := gittest.Repository(t), gittest.Repository(t)
	gittest.Run(t, outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub")
	sub := filepath.Join(outer, "sub")
	r, err := Open(t.Context(), sub)
	if err != nil || r.Main != sub || r.Linked() || r.PathFor("x") != sub+"--x" {
		t.Errorf("got %+v, %v", r, err)
	}
	err = r.CheckPlace(t.Context(), sub+"--x")
	if err == nil || !strings.Contains(err.Error(), "add the line /sub--x/ to its .gitignore") {
		t.Errorf("got %v", err)
	}
	if err := r.CheckPlace(t.Context(), outer+"--x"); err != nil {
		t.Error(err)
	}
}
