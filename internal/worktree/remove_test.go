package worktree_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/gittest"
	"github.com/seed-491dada8/sandbox/internal/worktree"
)

// wantRemoved fails the test if anything is left of a worktree.
func wantRemoved(t *testing.T, repository string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(repository))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the repository there is %v, %v", entries, err)
	}
	if _, err := os.Lstat(filepath.Join(repository, ".git", "worktrees")); !os.IsNotExist(err) {
		t.Errorf("git still knows the worktree: %v", err)
	}
	if branches := gittest.Run(t, repository, "branch", "--list", "feat"); branches != "  feat\n" {
		t.Errorf("branches %q", branches)
	}
}

func TestRemoveRemovesTheWorktreeAndItsRegistration(t *testing.T) {
	repository := gittest.Repository(t)
	outside := filepath.Join(t.TempDir(), "outside")
	gittest.Write(t, outside, "kept", "x")
	dir := created(t, repository)
	gittest.Write(t, dir, "cache/mod/file", "x")
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(dir, "cache", "mod"), 0o500); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Remove(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantRemoved(t, repository)
	if _, err := os.Stat(filepath.Join(outside, "kept")); err != nil {
		t.Errorf("a link was followed: %v", err)
	}
}

func TestRemoveUnregistersAWorktreeThatWasMovedWithoutGit(t *testing.T) {
	repository := gittest.Repository(t)
	dir := created(t, repository)
	if err := os.Rename(dir, dir+"-moved"); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir+"-moved").Remove(t.Context()); err != nil {
		t.Fatal(err)
	}
	wantRemoved(t, repository)
}

func TestAnotherWorktreeStays(t *testing.T) {
	repository := gittest.Repository(t)
	other := repository + "-other"
	gittest.Run(t, repository, "worktree", "add", "-q", other)
	if err := open(t, created(t, repository)).Remove(t.Context()); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, other, "status")
	for _, dir := range []string{repository, other} { // the main worktree, and one of another name
		if tree, err := worktree.Open(t.Context(), dir, "", key); tree != nil || err != nil {
			t.Errorf("%s: got %v, %v", dir, tree, err)
		}
	}
}

func TestAnInterruptedRemoveChangesNothing(t *testing.T) {
	dir := created(t, gittest.Repository(t))
	tree := open(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := tree.Remove(ctx); err == nil {
		t.Error("it was removed")
	}
	wantLosses(t, dir)
}

// Resume completes a removal that was interrupted at any point.
func TestResume(t *testing.T) {
	for name, cut := range map[string]func(t *testing.T, gitDir, files string){
		"after the rename": func(t *testing.T, gitDir, files string) {},
		"in git's directory": func(t *testing.T, gitDir, files string) {
			remove(t, gitDir, "HEAD")
			remove(t, gitDir, "index")
		},
		"after git's directory": func(t *testing.T, gitDir, files string) { remove(t, filepath.Dir(filepath.Dir(gitDir)), "worktrees") },
		"in the files": func(t *testing.T, gitDir, files string) {
			remove(t, filepath.Dir(filepath.Dir(gitDir)), "worktrees")
			remove(t, files, ".gitignore")
			remove(t, files, "sub/compose.yaml")
		},
		"before the last directory": func(t *testing.T, gitDir, files string) {
			remove(t, filepath.Dir(filepath.Dir(gitDir)), "worktrees")
			for _, name := range []string{".gitignore", "sub", ".git"} {
				remove(t, files, name)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			repository := gittest.Repository(t)
			dir := created(t, repository)
			gittest.Write(t, dir, "sub/compose.yaml", "x")
			gitDir, files := git.Dir(dir), filepath.Join(filepath.Dir(dir), ".repo--feat.removing-"+key)
			if err := os.Rename(dir, files); err != nil {
				t.Fatal(err)
			}
			cut(t, gitDir, files)
			sub := filepath.Join(dir, "sub")
			if root, got, found := worktree.Interrupted(sub, key); root != dir || got != files || !found {
				t.Errorf("found %q, %q, %t", root, got, found)
			}
			if err := worktree.Resume(t.Context(), sub, "another key"); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Lstat(files); err != nil {
				t.Fatal("the files of another instance were removed")
			}
			if err := worktree.Resume(t.Context(), sub, key); err != nil {
				t.Fatal(err)
			}
			wantRemoved(t, repository)
			if err := worktree.Resume(t.Context(), sub, key); err != nil {
				t.Error(err)
			}
		})
	}
}

// After an interrupted removal, git may create a new worktree at the same path.
func TestResumeLeavesANewWorktreeAlone(t *testing.T) {
	repository := gittest.Repository(t)
	dir := created(t, repository)
	if err := os.Rename(dir, filepath.Join(filepath.Dir(dir), ".repo--feat.removing-"+key)); err != nil {
		t.Fatal(err)
	}
	gittest.Run(t, repository, "worktree", "prune")
	created(t, repository)
	if err := worktree.Resume(t.Context(), dir, key); err != nil {
		t.Fatal(err)
	}
	wantLosses(t, dir)
}

// A directory that git can no longer open can be removed too. Files that may be the
// user's need consent.
func TestHalfRemovedWorktreeIsExaminedWithoutGit(t *testing.T) {
	for name, cut := range map[string]func(t *testing.T, repository, dir string){
		"no .git":         func(t *testing.T, repository, dir string) { remove(t, dir, ".git") },
		"not registered":  func(t *testing.T, repository, dir string) { remove(t, repository, ".git/worktrees") },
		"no repository":   func(t *testing.T, repository, dir string) { remove(t, repository, ".git") },
		"nothing is left": func(t *testing.T, repository, dir string) { remove(t, dir, ".git"); remove(t, dir, ".gitignore") },
	} {
		t.Run(name, func(t *testing.T) {
			repository := gittest.Repository(t)
			dir := created(t, repository)
			gittest.Write(t, dir, ".env.sandbox", "x")
			gittest.Write(t, dir, "build/ours", "x")
			cut(t, repository, dir)
			var want []string
			if name != "nothing is left" {
				want = []string{`".gitignore", in a directory that git does not know as a worktree`}
			}
			wantLosses(t, dir, want...)
			if err := open(t, dir).Remove(t.Context()); err != nil {
				t.Error(err)
			}
			if left, err := filepath.Glob(filepath.Join(filepath.Dir(dir), "*repo--feat*")); len(left) > 0 || err != nil {
				t.Errorf("left %q, %v", left, err)
			}
		})
	}
}

func TestGone(t *testing.T) {
	dir := t.TempDir()
	gittest.Write(t, dir, "full/file", "x")
	gittest.Write(t, dir, "empty/file", "x")
	remove(t, dir, "empty/file")
	if err := os.Symlink("nowhere", filepath.Join(dir, "full", "dangling")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "parent")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"full/gone": true, "full": false, "full/dangling": false, "full/file/gone": false, "empty/gone": false, // as for a disk that is not mounted
		"missing/gone": false, "parent/gone": false, "full/" + strings.Repeat("x", 300): false,
	} {
		if got := worktree.Gone(filepath.Join(dir, name)); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestWriters(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	got := worktree.Writers(dir, []worktree.Container{
		{Name: "itself", Sources: []string{"/x", dir}}, {Name: "within", Sources: []string{filepath.Join(dir, "data", "gone")}},
		{Name: "link", Sources: []string{link}}, {Name: "beside", Sources: []string{dir + "-x", filepath.Dir(dir)}}, {Name: "none"},
	})
	if strings.Join(got, " ") != "itself within link" {
		t.Errorf("got %q", got)
	}
}
