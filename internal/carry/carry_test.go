package carry_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/carry"
	"github.com/seed-491dada8/sandbox/internal/gittest"
)

// worktrees returns the tops of a main worktree with ignored files and of another one.
func worktrees(t *testing.T) (main, other string) {
	t.Helper()
	main = gittest.Repository(t)
	other = main + "--feat"
	gittest.Run(t, main, "worktree", "add", "-q", other)
	for _, name := range []string{"build/a", "build/deep/b", "app/build/c", "a.log", "app/a.log", "untracked"} {
		gittest.Write(t, main, name, name)
	}
	return main, other
}

func TestPatternsChooseIgnoredFiles(t *testing.T) {
	for name, test := range map[string]struct {
		include, project string
		patterns         []string
		want             []string
	}{
		"none":                      {"", ".", nil, nil},
		"of the top":                {"/build/\nuntracked\n", ".", nil, []string{"build/a", "build/deep/b"}},
		"with an exception":         {"*.log\n!/a.log\n", ".", nil, []string{"app/a.log"}},
		"of the Compose file":       {"", ".", []string{"a.log"}, []string{"a.log", "app/a.log"}},
		"of one in a directory":     {"", "app", []string{"a.log", "/build/"}, []string{"app/a.log", "app/build/c"}},
		"both, with one that is no": {"/a.log\n", "app", []string{"build/nothing", "../a.log"}, []string{"a.log"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			main, other := worktrees(t)
			gittest.Write(t, main, carry.IncludeFile, test.include)
			if err := os.MkdirAll(filepath.Join(other, test.project), 0o755); err != nil {
				t.Fatal(err)
			}
			trip := carry.Trip{From: main, To: other, Project: test.project, Patterns: test.patterns}
			copied, err := trip.Copy(t.Context())
			if err != nil || !slices.Equal(copied, test.want) {
				t.Errorf("got %q, %v, want %q", copied, err, test.want)
			}
			if again, err := trip.Copy(t.Context()); err != nil || len(again) > 0 {
				t.Errorf("again: got %q, %v", again, err)
			}
		})
	}
}

func TestACopyIsUnchangedUntilItIsEdited(t *testing.T) {
	main, other := worktrees(t)
	gittest.Write(t, other, "own.log", "mine")
	if _, err := (carry.Trip{From: main, To: other, Project: ".", Patterns: []string{"*.log"}}).Copy(t.Context()); err != nil {
		t.Fatal(err)
	}
	gittest.Write(t, main, "a.log", "newer in the main worktree")
	isCopy := carry.Unchanged(other, other, []string{other + "-gone", main})
	for name, want := range map[string]bool{"a.log": true, "app/a.log": true, "own.log": false, "build/a": false} {
		if got := isCopy(name); got != want {
			t.Errorf("%s: got %t, want %t", name, got, want)
		}
	}
	gittest.Write(t, other, "a.log", "edited")
	if isCopy("a.log") {
		t.Error("an edited copy counts as unchanged")
	}
	if err := os.Remove(filepath.Join(main, "app/a.log")); err != nil {
		t.Fatal(err)
	}
	if isCopy("app/a.log") {
		t.Error("a copy without its original counts as one")
	}
}
