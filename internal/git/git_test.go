package git

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// repository makes one with a commit.
func repository(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(dir, "repo")
	command(t, filepath.Dir(dir), "init", "-q", "-b", "main", dir)
	write(t, dir, ".gitignore", "*.log\n.env.sandbox\nbuild/\n")
	commit(t, dir, "first")
	return dir
}

func command(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=T", "-c", "user.email=t@example.org"}, args...)...)
	text, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, text)
	}
	return string(text)
}

func commit(t *testing.T, dir, message string) {
	t.Helper()
	command(t, dir, "add", "-A")
	command(t, dir, "commit", "-q", "--allow-empty", "-m", message)
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, dir string) Repository {
	t.Helper()
	r, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestOpenKnowsTheMainWorktreeFromEachOther(t *testing.T) {
	dir := repository(t)
	write(t, dir, "sub/file", "x")
	commit(t, dir, "second")
	linked := dir + "--feat"
	if _, err := open(t, dir).Add(t.Context(), linked, "feat"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		from string
		want Repository
	}{
		{dir, Repository{dir, dir, "."}},
		{filepath.Join(dir, "sub"), Repository{dir, dir, "sub"}},
		{filepath.Join(linked, "sub"), Repository{dir, linked, "sub"}},
	} {
		t.Setenv("GIT_DIR", filepath.Join(dir, "nowhere")) // as in a hook
		if got := open(t, test.from); got != test.want || got.Linked() != (test.want.Inside == linked) {
			t.Errorf("from %s: got %+v, want %+v", test.from, got, test.want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	command(t, filepath.Dir(empty), "init", "-q", empty)
	for dir, want := range map[string]string{t.TempDir(): "not in the worktree of a git repository", empty: "has no commit yet"} {
		if _, err := Open(t.Context(), dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", dir, err, want)
		}
	}
}

func TestAddChecksOutABranchThatIsThereAndMakesAnother(t *testing.T) {
	dir := repository(t)
	command(t, dir, "branch", "there")
	r := open(t, dir)
	for branch, branched := range map[string]bool{"there": false, "new": true} {
		w, err := r.Add(t.Context(), dir+"--"+branch, branch)
		if err != nil || w != (Worktree{dir + "--" + branch, branch, branched}) {
			t.Errorf("got %+v, %v", w, err)
		}
		if err := r.Undo(t.Context(), w); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(w.Path); !os.IsNotExist(err) {
			t.Errorf("%s is left: %v", w.Path, err)
		}
	}
	if got := strings.Fields(command(t, dir, "branch", "--format=%(refname:short)")); !slices.Equal(got, []string{"main", "there"}) {
		t.Errorf("branches %q", got)
	}
}

func TestAddChangesNothingWhereItFails(t *testing.T) {
	dir := repository(t)
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
		{"a flag", t.Context(), "-f", "no name for a branch"},
		{"two dots", t.Context(), "a..b", "no name for a branch"},
		{"a reflog", t.Context(), "@{-1}", "no name for a branch"},
		{"interrupted", interrupted, "feat", "git check-ref-format was interrupted: context canceled"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := r.Add(test.ctx, dir+"--x", test.branch); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if _, err := os.Stat(dir + "--x"); !os.IsNotExist(err) {
				t.Errorf("a directory is left: %v", err)
			}
			if got := command(t, dir, "branch", "--format=%(refname:short)"); got != "main\n" {
				t.Errorf("branches %q", got)
			}
		})
	}
}

// Git takes the directory away itself when it is interrupted.
func TestUndoRemovesTheBranchOfAWorktreeThatIsGone(t *testing.T) {
	dir := repository(t)
	command(t, dir, "branch", "x")
	w := Worktree{Path: filepath.Join(t.TempDir(), "gone"), Branch: "x", Branched: true}
	if err := open(t, dir).Undo(t.Context(), w); err != nil {
		t.Error(err)
	}
	if branches := command(t, dir, "branch", "--list", "x"); branches != "" {
		t.Errorf("the branch is left: %s", branches)
	}
}

// A branch is not left by an interruption while it is made.
func TestInterruptedAddLeavesNoBranch(t *testing.T) {
	dir := repository(t)
	r := open(t, dir)
	for pause := time.Duration(0); pause < 12*time.Millisecond; pause += time.Millisecond {
		ctx, cancel := context.WithTimeout(t.Context(), pause)
		w, err := r.Add(ctx, filepath.Join(t.TempDir(), "x"), "x")
		cancel()
		if err == nil {
			err = r.Undo(t.Context(), w)
		}
		if branches := command(t, dir, "branch", "--list", "x"); branches != "" {
			t.Fatalf("after %v the branch is left: %s, %v", pause, branches, err)
		}
	}
}

func TestAddTakesThePlaceOfADeletedWorktree(t *testing.T) {
	dir := repository(t)
	r := open(t, dir)
	for range 2 {
		w, err := r.Add(t.Context(), dir+"--x", "x")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(w.Path); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.Add(t.Context(), dir+"--x", "main"); err == nil {
		t.Error("a branch is checked out twice")
	}
}

func TestOfManyThatAddOneWorktreeOneSucceeds(t *testing.T) {
	dir := repository(t)
	r := open(t, dir)
	var made atomic.Int32
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := r.Add(t.Context(), dir+"--x", "x"); err == nil {
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
	if status := command(t, dir+"--x", "status", "--porcelain", "--branch"); status != "## x\n" {
		t.Errorf("status %q", status)
	}
}

func TestTheMainWorktreeIsNeverRemoved(t *testing.T) {
	dir := repository(t)
	if err := open(t, dir).Remove(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "never removed") {
		t.Errorf("got %v", err)
	}
}

func TestLosses(t *testing.T) {
	ours := func(path string) bool { return path == ".env.sandbox" }
	for _, test := range []struct {
		name string
		make func(t *testing.T, dir string)
		want []string
	}{
		{"nothing", func(t *testing.T, dir string) { write(t, dir, ".env.sandbox", "x") }, nil},
		{"files of each kind", func(t *testing.T, dir string) {
			write(t, dir, ".gitignore", "*.log\nbuild/\n")
			write(t, dir, "note s", "x")
			write(t, dir, "build/out", "x")
		}, []string{`uncommitted file ".gitignore"`, `untracked file "note s"`, `ignored file "build/out"`}},
		{"a renamed file", func(t *testing.T, dir string) { command(t, dir, "mv", ".gitignore", "x") }, []string{`uncommitted file "x"`}},
		{"commits", func(t *testing.T, dir string) { commit(t, dir, "more") },
			[]string{"the checkout of branch feat, which itself stays; its commits that are on no remote and on no other branch: 1"}},
		{"commits on another branch", func(t *testing.T, dir string) {
			commit(t, dir, "more")
			command(t, dir, "branch", "other")
		}, nil},
		{"commits on a remote", func(t *testing.T, dir string) {
			commit(t, dir, "more")
			command(t, dir, "update-ref", "refs/remotes/origin/feat", "HEAD")
		}, nil},
		{"commits on no branch", func(t *testing.T, dir string) {
			command(t, dir, "checkout", "-q", "--detach")
			commit(t, dir, "more")
		}, []string{"commits on no branch and no remote, which would be lost: 1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := repository(t)
			w, err := open(t, dir).Add(t.Context(), dir+"--feat", "feat")
			if err != nil {
				t.Fatal(err)
			}
			test.make(t, w.Path)
			got, err := open(t, w.Path).Losses(t.Context(), ours)
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}
