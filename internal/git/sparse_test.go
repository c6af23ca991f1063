package git_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/gittest"
)

func TestASparseCheckoutLeavesOutWhatItsCommandBrings(t *testing.T) {
	dir := gittest.Repository(t)
	for _, name := range []string{"top", "in/file", "out/deep/file", "it's out/file"} {
		gittest.Write(t, dir, name, name)
	}
	gittest.Commit(t, dir, "files")
	all := func() map[string]string {
		found := make(map[string]string)
		for _, name := range []string{"top", "in/file", "in/none", "out", "out/deep/file", "it's out/file", "none"} {
			if path, command := git.LeftOut(t.Context(), filepath.Join(dir, name)); path != "" {
				found[name] = command
			}
		}
		return found
	}
	if found := all(); len(found) > 0 {
		t.Errorf("of a whole checkout: got %q", found)
	}
	gittest.Run(t, dir, "sparse-checkout", "set", "--cone", "in")
	add := "git -C " + dir + " sparse-checkout add "
	for name, want := range map[string]string{"out": add + "out", "out/deep/file": add + "out/deep", "it's out/file": add + `'it'\''s out'`} {
		if got := all()[name]; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if found := all(); len(found) != 3 {
		t.Errorf("got %q", found)
	}
	gittest.Run(t, dir, "sparse-checkout", "add", "out/deep")
	if _, err := os.Stat(filepath.Join(dir, "out/deep/file")); err != nil || len(all()) != 1 {
		t.Errorf("after the command: got %q, %v", all(), err)
	}
	gittest.Run(t, dir, "sparse-checkout", "set", "--no-cone", "/in/")
	if got := all()["top"]; got != add+"/top" {
		t.Errorf("a file of the top: got %q", got)
	}
}
