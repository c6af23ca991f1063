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
		{root, elsewhere, true},                      // git remembers it
		{sub, filepath.Join(elsewhere, "sub"), true}, // the stack is in a folder of the repository
		{sub, elsewhere, false},                      // and so it was not there
		{root, dir + "--x", true},                    // as sandbox:create names them
		{sub, filepath.Join(dir+"--x", "sub"), true}, //
		{root, filepath.Join(dir+"--x", "y"), false}, //
		{root, dir + "--", false},                    //
		{root, dir + "-x", false},                    // another repository
		{root, filepath.Join(dir, "deleted"), false}, // a folder of it
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
