package worktree_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/gittest"
)

// withSubmodule returns a worktree with the submodule lib, which has the submodule
// deep. Both are clean and pushed.
func withSubmodule(t *testing.T) (dir, lib, deep string) {
	t.Helper()
	deepOrigin, libOrigin, repository := gittest.Repository(t), gittest.Repository(t), gittest.Repository(t)
	gittest.Run(t, libOrigin, "submodule", "--quiet", "add", deepOrigin, "deep")
	gittest.Commit(t, libOrigin, "deep")
	gittest.Run(t, libOrigin, "checkout", "-q", "--detach") // so that main accepts pushes
	gittest.Run(t, repository, "submodule", "--quiet", "add", "--name", "a/lib", libOrigin, "lib")
	gittest.Commit(t, repository, "lib")
	dir = created(t, repository)
	gittest.Run(t, dir, "submodule", "--quiet", "update", "--init", "--recursive")
	return dir, filepath.Join(dir, "lib"), filepath.Join(dir, "lib", "deep")
}

func TestLossesInSubmodules(t *testing.T) {
	for name, test := range map[string]struct {
		change func(t *testing.T, dir, lib, deep string)
		want   []string
	}{
		"clean and pushed": {func(t *testing.T, dir, lib, deep string) {
			gittest.Run(t, lib, "checkout", "-q", "main")
			gittest.Commit(t, lib, "more")
			gittest.Run(t, lib, "push", "-q", "origin", "main")
			gittest.Run(t, lib, "checkout", "-q", "--detach", "HEAD^")
		}, nil},
		"files": {func(t *testing.T, dir, lib, deep string) {
			gittest.Write(t, lib, ".gitignore", "*.log\n")
			gittest.Write(t, lib, "new", "x")
			gittest.Write(t, deep, "x.log", "x")
		}, []string{`submodule "lib": uncommitted file ".gitignore"`, `submodule "lib": untracked file "new"`, `submodule "lib/deep": ignored file "x.log"`}},
		"files that git is told to ignore": {func(t *testing.T, dir, lib, deep string) {
			gittest.Run(t, dir, "config", "submodule.a/lib.ignore", "all")
			gittest.Write(t, lib, "new", "x")
		}, []string{`submodule "lib": untracked file "new"`}},
		"a stash": {func(t *testing.T, dir, lib, deep string) {
			gittest.Write(t, lib, ".gitignore", "*.log\n")
			gittest.Run(t, lib, "stash", "-q")
		}, []string{`submodule "lib": stashes: 1`}},
		"commits on another branch": {func(t *testing.T, dir, lib, deep string) {
			gittest.Run(t, deep, "checkout", "-q", "-b", "mine")
			gittest.Commit(t, deep, "more")
			gittest.Run(t, deep, "checkout", "-q", "main")
		}, []string{`submodule "lib/deep": commits that its remote does not have: 1`}},
		"commits on no branch": {func(t *testing.T, dir, lib, deep string) {
			gittest.Commit(t, deep, "more")
			gittest.Run(t, lib, "config", "submodule.deep.ignore", "all")
		}, []string{`submodule "lib": uncommitted file "deep"`, `submodule "lib/deep": commits that its remote does not have: 1`}},
		"commits that are amended away": {func(t *testing.T, dir, lib, deep string) {
			gittest.Commit(t, lib, "more")
			gittest.Run(t, lib, "reset", "-q", "--hard", "HEAD^")
		}, nil},
		"a tag that the remote has, on none of its branches": {func(t *testing.T, dir, lib, deep string) {
			gittest.Commit(t, lib, "release")
			gittest.Run(t, lib, "tag", "v1")
			gittest.Run(t, lib, "push", "-q", "origin", "v1")
			gittest.Run(t, lib, "checkout", "-q", "HEAD^")
		}, nil},
		"a tag that the remote does not have": {func(t *testing.T, dir, lib, deep string) {
			gittest.Commit(t, lib, "release")
			gittest.Run(t, lib, "tag", "v1")
			gittest.Run(t, lib, "checkout", "-q", "HEAD^")
		}, []string{`submodule "lib": commits that its remote does not have: 1`}},
		"an operation": {func(t *testing.T, dir, lib, deep string) { gittest.Run(t, lib, "bisect", "start") },
			[]string{`submodule "lib": a bisect in progress`}},
		"commits of one that is checked out no more": {func(t *testing.T, dir, lib, deep string) {
			gittest.Commit(t, deep, "more")
			gittest.Run(t, dir, "submodule", "--quiet", "deinit", "--force", "lib")
		}, []string{`submodule "lib/deep": commits that its remote does not have: 1`}},
		"files in the place of one": {func(t *testing.T, dir, lib, deep string) {
			gittest.Run(t, dir, "submodule", "--quiet", "deinit", "--force", "lib")
			gittest.Write(t, lib, "mine", "x")
		}, []string{`files in "lib", a submodule whose repository is missing`}},
		"a worktree of its own": {func(t *testing.T, dir, lib, deep string) {
			deleted := filepath.Join(dir, "..", "deleted")
			gittest.Run(t, lib, "worktree", "add", "-q", "--detach", deleted)
			if err := os.RemoveAll(deleted); err != nil {
				t.Fatal(err)
			}
			gittest.Run(t, lib, "worktree", "add", "-q", "--detach", filepath.Join(dir, "..", "beside"))
		}, []string{`submodule "lib": the repository of the worktree "BESIDE/beside"`}},
		"a repository of its own": {func(t *testing.T, dir, lib, deep string) {
			gittest.Run(t, dir, "clone", "-q", strings.TrimSpace(gittest.Run(t, lib, "config", "remote.origin.url")), "own")
			own := filepath.Join(dir, "own")
			gittest.Commit(t, own, "more")
			gittest.Run(t, dir, "add", "own")
			gittest.Run(t, dir, "commit", "-q", "-m", "own")
			gittest.Run(t, dir, "branch", "kept")
		}, []string{`submodule "own": commits that its remote does not have: 1`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, lib, deep := withSubmodule(t)
			test.change(t, dir, lib, deep)
			for i := range test.want {
				test.want[i] = strings.ReplaceAll(test.want[i], "BESIDE", filepath.Dir(dir))
			}
			wantLosses(t, dir, test.want...)
		})
	}
}

func TestASubmoduleWhoseRemoteIsGoneKeepsItsCommits(t *testing.T) {
	dir, lib, _ := withSubmodule(t)
	gittest.Commit(t, lib, "more")
	gittest.Run(t, lib, "tag", "v1")
	gittest.Run(t, lib, "checkout", "-q", "HEAD^")
	gittest.Run(t, lib, "remote", "set-url", "origin", filepath.Join(t.TempDir(), "gone"))
	wantLosses(t, dir, `submodule "lib": commits that its remote does not have: 1`)
	if err := os.WriteFile(filepath.Join(lib, ".git"), []byte("gitdir: nowhere\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if losses, err := open(t, dir).Losses(t.Context(), ours); err == nil && len(losses) == 0 {
		t.Error("a damaged submodule is no reason")
	}
}

// Git itself cannot run in these submodules, and its status of the worktree shows nothing
// of their files.
func TestLossesInSubmodulesOfAMovedWorktree(t *testing.T) {
	for name, test := range map[string]struct {
		to     string
		change bool
		want   []string
	}{
		"renamed and clean":      {"repo--renamed", false, nil},
		"renamed":                {"repo--renamed", true, []string{`submodule "lib": uncommitted file ".gitignore"`, `submodule "lib/deep": ignored file "x.log"`}},
		"moved to another depth": {"repo--moved/a", true, []string{`files in "lib", a submodule whose repository is missing`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, lib, deep := withSubmodule(t)
			if test.change {
				gittest.Write(t, lib, ".gitignore", "*.log\n")
				gittest.Write(t, deep, "x.log", "x")
			}
			to := filepath.Join(filepath.Dir(dir), filepath.FromSlash(test.to))
			if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(dir, to); err != nil {
				t.Fatal(err)
			}
			wantLosses(t, to, test.want...)
		})
	}
}
