package git_test

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/gittest"
)

const local = "refs/heads/main"

// branches are the ways of a branch feat, which is checked out and begins at main.
var branches = map[string]struct {
	do   func(run func(args ...string), commit func(file string, lines ...string))
	want string
}{
	"new": {func(func(...string), func(string, ...string)) {}, ""},
	"new, and main went on": {func(run func(...string), commit func(string, ...string)) {
		run("checkout", "-q", "main")
		commit("b")
	}, ""},
	"caught up with main": {func(run func(...string), commit func(string, ...string)) {
		run("checkout", "-q", "main")
		commit("b")
		run("checkout", "-q", "feat")
		run("merge", "-q", "main")
	}, ""},
	"with work": {func(_ func(...string), commit func(string, ...string)) { commit("a") }, ""},
	"merged": {func(run func(...string), commit func(string, ...string)) {
		commit("a")
		run("checkout", "-q", "main")
		run("merge", "-q", "--no-ff", "feat")
	}, local},
	"merged by fast-forward": {func(run func(...string), commit func(string, ...string)) {
		commit("a")
		run("checkout", "-q", "main")
		run("merge", "-q", "feat")
	}, local},
	"squashed": {func(run func(...string), commit func(string, ...string)) {
		commit("a")
		commit("b")
		run("checkout", "-q", "main")
		commit("c")
		run("merge", "-q", "--squash", "feat")
		run("commit", "-q", "-m", "squashed")
		commit("d")
	}, local},
	"squashed, and work since": {func(run func(...string), commit func(string, ...string)) {
		commit("a")
		run("checkout", "-q", "main")
		run("merge", "-q", "--squash", "feat")
		run("commit", "-q", "-m", "squashed")
		run("checkout", "-q", "feat")
		commit("b")
	}, ""},
	"squashed beside another change": {func(run func(...string), commit func(string, ...string)) {
		run("checkout", "-q", "main")
		commit("lines", "1", "2", "3", "4")
		run("checkout", "-q", "-B", "feat")
		commit("lines", "one", "2", "3", "4")
		run("checkout", "-q", "main")
		commit("lines", "1", "2", "3", "four")
		run("merge", "-q", "--squash", "feat")
		run("commit", "-q", "-m", "squashed")
	}, local},
	"rebased": {func(run func(...string), commit func(string, ...string)) {
		commit("a")
		commit("b")
		run("checkout", "-q", "main")
		commit("c")
		run("cherry-pick", "main..feat")
		commit("d")
	}, local},
	"rebased in part": {func(run func(...string), commit func(string, ...string)) {
		commit("a")
		commit("b")
		run("checkout", "-q", "main")
		commit("c")
		run("cherry-pick", "feat~1")
	}, ""},
	"reset to an older commit": {func(run func(...string), commit func(string, ...string)) {
		run("checkout", "-q", "main")
		commit("b")
		commit("c")
		run("checkout", "-q", "feat")
		run("reset", "-q", "--hard", "main~1")
	}, ""},
	"merged on the remote": {func(run func(...string), commit func(string, ...string)) {
		commit("a")
		run("push", "-q", "origin", "feat:main")
		run("fetch", "-q")
		run("remote", "set-head", "origin", "main")
	}, "refs/remotes/origin/main"},
}

func TestMergedInto(t *testing.T) {
	for name, test := range branches {
		t.Run(name, func(t *testing.T) {
			dir := gittest.Repository(t)
			run := func(args ...string) { t.Helper(); gittest.Run(t, dir, args...) }
			run("clone", "-q", "--bare", ".", dir+".git")
			run("remote", "add", "origin", dir+".git")
			run("checkout", "-q", "-b", "feat")
			test.do(run, func(file string, lines ...string) {
				gittest.Write(t, dir, file, strings.Join(append(lines, file), "\n"))
				gittest.Commit(t, dir, file)
			})
			for branch, want := range map[string]string{"feat": test.want, "main": ""} {
				if got, err := git.MergedInto(t.Context(), dir, branch); err != nil || got != want {
					t.Errorf("%s: got %q, %v, want %q", branch, got, err, want)
				}
			}
		})
	}
}
