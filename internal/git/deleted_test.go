package git

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/gittest"
)

func TestDeletedWorktreesAreKnown(t *testing.T) {
	dir := gittest.Repository(t)
	elsewhere := filepath.Join(filepath.Dir(dir), "elsewhere")
	gittest.Run(t, dir, "worktree", "add", "-q", elsewhere)
	if err := os.RemoveAll(elsewhere); err != nil {
		t.Fatal(err)
	}
	gittest.Write(t, dir, "sub/file", "")
	root, sub := open(t, dir), open(t, filepath.Join(dir, "sub"))
	for _, test := range []struct {
		from Repository
		dir  string
		want bool
	}{
		{root, elsewhere, true},                      // git knows the worktree
		{sub, filepath.Join(elsewhere, "sub"), true}, // the stack is in a subfolder of the repository
		{sub, elsewhere, false},                      // the subfolder was not at this path
		{root, dir + "--x", true},                    // the name that sandbox:create gives
		{sub, filepath.Join(dir+"--x", "sub"), true}, //
		{root, filepath.Join(dir+"--x", "y"), false}, //
		{root, dir + "--", false},                    //
		{root, dir + "-x", false},                    // another repository
		{root, filepath.Join(dir, "deleted"), false}, // a folder in the repository itself
		{root, filepath.Join(dir, "..", "z"), false}, //
	} {
		if got := test.from.Deleted(t.Context(), test.dir); got != test.want {
			t.Errorf("%s from %s: %t", test.dir, test.from.Path, got)
		}
	}
	gittest.Run(t, dir, "worktree", "prune")
	if root.Deleted(t.Context(), elsewhere) {
		t.Error("git has forgotten it")
	}
}
