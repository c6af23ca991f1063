package git

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/gittest"
)

func open(t *testing.T, dir string) Repository {
	t.Helper()
	r, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// startOf returns what a branch begins at, or its error.
func startOf(ctx context.Context, r Repository, branch string) (Start, error) {
	return r.Start(ctx, Request{Branch: branch}, func(string) {})
}

// add creates a worktree for a branch.
func add(ctx context.Context, r Repository, path, branch string) (Worktree, error) {
	s, err := startOf(ctx, r, branch)
	if err != nil {
		return Worktree{}, err
	}
	return r.Add(ctx, path, s)
}

func TestOpenFindsTheMainWorktreeFromAnyWorktree(t *testing.T) {
	dir := gittest.Repository(t)
	gittest.Write(t, dir, "sub/file", "x")
	gittest.Commit(t, dir, "second")
	linked := dir + "--feat"
	if _, err := add(t.Context(), open(t, dir), linked, "feat"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		from string
		want Repository
	}{
		{dir, Repository{dir, dir, ".", false}},
		{filepath.Join(dir, "sub"), Repository{dir, dir, "sub", false}},
		{filepath.Join(linked, "sub"), Repository{dir, linked, "sub", false}},
	} {
		t.Setenv("GIT_DIR", filepath.Join(dir, "nowhere")) // as git sets it in a hook
		if got := open(t, test.from); got != test.want || got.Linked() != (test.want.Inside == linked) {
			t.Errorf("from %s: got %+v, want %+v", test.from, got, test.want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	if _, err := Open(t.Context(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "not in the worktree of a git repository") {
		t.Errorf("got %v", err)
	}
}

func TestAddNeedsACommit(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	gittest.Run(t, filepath.Dir(empty), "init", "-q", empty)
	if _, err := add(t.Context(), open(t, empty), empty+"--x", "x"); err == nil || !strings.Contains(err.Error(), "has no commit yet") {
		t.Errorf("got %v", err)
	}
}

func TestAddChecksOutAnExistingBranchOrCreatesOne(t *testing.T) {
	dir := gittest.Repository(t)
	gittest.Run(t, dir, "branch", "there")
	r := open(t, dir)
	for branch, branched := range map[string]bool{"there": false, "new": true} {
		w, err := add(t.Context(), r, dir+"--"+branch, branch)
		if err != nil || w != (Worktree{Path: dir + "--" + branch, Branch: branch, Branched: branched}) {
			t.Errorf("got %+v, %v", w, err)
		}
		if err := r.Undo(t.Context(), w); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(w.Path); !os.IsNotExist(err) {
			t.Errorf("%s is left: %v", w.Path, err)
		}
	}
	if got := strings.Fields(gittest.Run(t, dir, "branch", "--format=%(refname:short)")); !slices.Equal(got, []string{"main", "there"}) {
		t.Errorf("branches %q", got)
	}
}

func TestFailedAddChangesNothing(t *testing.T) {
	dir := gittest.Repository(t)
	r := open(t, dir)
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	for _, test := range []struct {
		name   string
		ctx    context.Context
		branch string
		want   string
	}{
		{"checked out elsewhere", t.Context(), "main", "'main' is already "},
		{"a flag", t.Context(), "-f", "not a valid branch name"},
		{"two dots", t.Context(), "a..b", "not a valid branch name"},
		{"a reflog", t.Context(), "@{-1}", "not a valid branch name"},
		{"interrupted", interrupted, "feat", "git check-ref-format was interrupted: context canceled"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := add(test.ctx, r, dir+"--x", test.branch); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if _, err := os.Stat(dir + "--x"); !os.IsNotExist(err) {
				t.Errorf("a directory is left: %v", err)
			}
			if got := gittest.Run(t, dir, "branch", "--format=%(refname:short)"); got != "main\n" {
				t.Errorf("branches %q", got)
			}
		})
	}
}

// An interrupted git removes the directory itself.
func TestUndoRemovesTheBranchOfAWorktreeThatIsGone(t *testing.T) {
	dir := gittest.Repository(t)
	gittest.Run(t, dir, "branch", "x")
	w := Worktree{Path: filepath.Join(t.TempDir(), "gone"), Branch: "x", Branched: true}
	if err := open(t, dir).Undo(t.Context(), w); err != nil {
		t.Error(err)
	}
	if branches := gittest.Run(t, dir, "branch", "--list", "x"); branches != "" {
		t.Errorf("the branch is left: %s", branches)
	}
}

// An interruption while the branch is created leaves no branch.
func TestInterruptedAddLeavesNoBranch(t *testing.T) {
	dir := gittest.Repository(t)
	r := open(t, dir)
	for pause := time.Duration(0); pause < 12*time.Millisecond; pause += time.Millisecond {
		ctx, cancel := context.WithTimeout(t.Context(), pause)
		w, err := add(ctx, r, filepath.Join(t.TempDir(), "x"), "x")
		cancel()
		if err == nil {
			err = r.Undo(t.Context(), w)
		}
		if branches := gittest.Run(t, dir, "branch", "--list", "x"); branches != "" {
			t.Fatalf("after %v the branch is left: %s, %v", pause, branches, err)
		}
	}
}

// Git keeps the index of such a worktree, the repositories of its submodules, and perhaps
// commits.
func TestThePlaceOfAGoneWorktreeIsRefusedWithTheCures(t *testing.T) {
	for name, cure := range map[string]func(t *testing.T, dir, path string){
		"deleted": func(t *testing.T, dir, path string) {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			wantGone(t, dir, path)
			gittest.Run(t, dir, "worktree", "remove", path)
		},
		"moved": func(t *testing.T, dir, path string) {
			if err := os.Rename(path, path+"-moved"); err != nil {
				t.Fatal(err)
			}
			wantGone(t, dir, path)
			gittest.Run(t, path+"-moved", "worktree", "repair")
			if staged := gittest.Run(t, path+"-moved", "diff", "--cached", "--name-only"); staged != "mine\n" {
				t.Errorf("staged is %q", staged)
			}
			gittest.Run(t, path+"-moved", "switch", "-q", "--detach")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := gittest.Repository(t)
			w, err := add(t.Context(), open(t, dir), dir+"--x", "x")
			if err != nil {
				t.Fatal(err)
			}
			gittest.Write(t, w.Path, "mine", "x")
			gittest.Run(t, w.Path, "add", "mine")
			cure(t, dir, w.Path)
			r := open(t, dir)
			if err := r.CheckPlace(t.Context(), w.Path); err != nil {
				t.Error(err)
			}
			if _, err := add(t.Context(), r, w.Path, "x"); err != nil {
				t.Error(err)
			}
		})
	}
}

// wantGone wants a path to be refused as that of a worktree that is gone. The places beside
// and in it are not.
func wantGone(t *testing.T, dir, path string) {
	t.Helper()
	r := open(t, dir)
	if err := r.CheckPlace(t.Context(), path); err == nil || !strings.Contains(err.Error(), "if it was deleted, type `git worktree remove "+path+"`") {
		t.Errorf("got %v", err)
	}
	if _, err := add(t.Context(), r, path, "x"); err == nil {
		t.Error("git's directory of the worktree was replaced")
	}
	for _, other := range []string{path + "-other", filepath.Join(path, "inside")} {
		if err := r.CheckPlace(t.Context(), other); err != nil {
			t.Error(err)
		}
	}
}

func TestADirectoryThatAnotherAddMadeIsKept(t *testing.T) {
	dir := gittest.Repository(t)
	gittest.Write(t, dir+"--x", "theirs", "of another command")
	_, err := add(t.Context(), open(t, dir), dir+"--x", "x")
	if err == nil || err.Error() != "another command has just made "+dir+"--x" {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir+"--x", "theirs")); err != nil {
		t.Error(err)
	}
}

func TestConcurrentAddsHaveOneWinner(t *testing.T) {
	dir := gittest.Repository(t)
	r := open(t, dir)
	var made atomic.Int32
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := add(t.Context(), r, dir+"--x", "x"); err == nil {
				made.Add(1)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 {
		t.Errorf("%d were made", made.Load())
	}
	if got := open(t, dir+"--x"); got.Inside != dir+"--x" {
		t.Errorf("got %+v", got)
	}
	if status := gittest.Run(t, dir+"--x", "status", "--porcelain", "--branch"); status != "## x\n" {
		t.Errorf("status %q", status)
	}
}
