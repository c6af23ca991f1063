package git_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/gittest"
)

// cloned returns a clone and the repository that it was cloned from, which has gone on since:
// main has a second commit, login is a branch, 12 is a pull request and 7 a merge request.
func cloned(t *testing.T) (clone, origin string) {
	t.Helper()
	origin = gittest.Repository(t)
	gittest.Run(t, origin, "branch", "login")
	clone = filepath.Join(filepath.Dir(origin), "clone")
	gittest.Run(t, filepath.Dir(origin), "clone", "-q", origin, clone)
	gittest.Commit(t, origin, "second")
	for _, ref := range []string{"refs/pull/12/head", "refs/merge-requests/7/head"} {
		gittest.Commit(t, origin, ref)
		gittest.Run(t, origin, "update-ref", ref, "HEAD")
		gittest.Run(t, origin, "reset", "-q", "--hard", "HEAD~1")
	}
	return clone, origin
}

// tip returns the commit that a revision names.
func tip(t *testing.T, dir, revision string) string {
	t.Helper()
	return strings.TrimSpace(gittest.Run(t, dir, "rev-parse", revision))
}

// create makes a worktree of a repository beside it.
func create(t *testing.T, dir string, q git.Request) (git.Start, error) {
	t.Helper()
	r, err := git.OpenAny(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Start(t.Context(), q, func(string) {})
	if err != nil {
		return s, err
	}
	_, err = r.Add(t.Context(), r.PathFor("new"), s)
	return s, err
}

func TestStart(t *testing.T) {
	for name, test := range map[string]struct {
		request git.Request
		at      string // revision of the origin
		config  string // of the new branch
	}{
		"a new branch begins at HEAD":             {git.Request{Branch: "feat/x"}, "main~1", ""},
		"of a remote's branch, fetched":           {git.Request{Branch: "feat", From: "origin/main"}, "main", ""},
		"of a remote's branch, as fetched before": {git.Request{Branch: "feat", From: "refs/remotes/origin/main"}, "main~1", ""},
		"a remote's branch by its short name":     {git.Request{Branch: "login"}, "login", "remote origin\nmerge refs/heads/login\n"},
		"a pull request":                          {git.Request{Branch: "review", Pull: 12}, "refs/pull/12/head", "remote origin\nmerge refs/pull/12/head\n"},
		"a merge request":                         {git.Request{Branch: "review", Pull: 7}, "refs/merge-requests/7/head", "remote origin\nmerge refs/merge-requests/7/head\n"},
	} {
		t.Run(name, func(t *testing.T) {
			clone, origin := cloned(t)
			s, err := create(t, clone, test.request)
			if err != nil {
				t.Fatal(err)
			}
			made := clone + "--new"
			if want := tip(t, origin, test.at); s.Commit != want || tip(t, made, "HEAD") != want || git.Branch(made) != test.request.Branch {
				t.Errorf("got %+v on %s, want %s", s, git.Branch(made), want)
			}
			config, _ := gittest.Command(clone, "config", "--get-regexp", `^branch\.`+test.request.Branch+`\.`).Output()
			if got := strings.ReplaceAll(string(config), "branch."+test.request.Branch+".", ""); got != test.config {
				t.Errorf("config %q, want %q", got, test.config)
			}
		})
	}
}

func TestStartRefuses(t *testing.T) {
	clone, origin := cloned(t)
	gittest.Run(t, clone, "branch", "mine")
	for name, test := range map[string]struct {
		request git.Request
		want    string
	}{
		"a start for a branch that exists": {git.Request{Branch: "mine", From: "origin/main"}, "branch mine exists already"},
		"a pull request for one":           {git.Request{Branch: "mine", Pull: 12}, "branch mine exists already"},
		"an unknown commit":                {git.Request{Branch: "new", From: "nowhere"}, "-from=nowhere names no commit"},
		"a flag":                           {git.Request{Branch: "new", From: "--all"}, "-from=--all names no commit"},
		"an unknown branch of a remote":    {git.Request{Branch: "new", From: "origin/nope"}, "cannot fetch origin/nope: git fetch: couldn't find remote ref"},
		"an unknown pull request":          {git.Request{Branch: "new", Pull: 13}, "there is no pull or merge request 13 on origin"},
		"a remote's branch by its long name": {git.Request{Branch: "origin/login"},
			"origin/login is a branch of the remote origin; name it login, and the new branch follows it"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := create(t, clone, test.request); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	if got := gittest.Run(t, clone, "branch", "--format=%(refname:short)"); got != "main\nmine\n" {
		t.Errorf("branches %q", got)
	}

	gittest.Run(t, clone, "remote", "add", "fork", origin)
	gittest.Run(t, clone, "fetch", "-q", "fork")
	if _, err := create(t, clone, git.Request{Branch: "login"}); err == nil || !strings.Contains(err.Error(), "choose with -from=origin/login") {
		t.Errorf("of two remotes: %v", err)
	}
	gittest.Run(t, clone, "config", "checkout.defaultRemote", "fork")
	if s, err := create(t, clone, git.Request{Branch: "login"}); err != nil || s.Tracks != "fork/login" {
		t.Errorf("of the preferred remote: %+v, %v", s, err)
	}
}

func TestAPullRequestBringsNoHooksOfGit(t *testing.T) {
	clone, origin := cloned(t)
	gittest.Write(t, origin, "hooks/post-checkout", "#!/bin/sh\ntouch ran\n")
	gittest.Run(t, origin, "add", "--chmod=+x", "hooks")
	gittest.Commit(t, origin, "a hook")
	gittest.Run(t, origin, "update-ref", "refs/pull/13/head", "HEAD")
	gittest.Run(t, clone, "config", "core.hooksPath", "hooks")
	if _, err := create(t, clone, git.Request{Branch: "review", Pull: 13}); err != nil {
		t.Fatal(err)
	}
	if status := gittest.Run(t, clone+"--new", "status", "--porcelain"); status != "" {
		t.Errorf("the hook of the pull request ran: %s", status)
	}
}

func TestAFailingHookOfGitIsNamed(t *testing.T) {
	dir := gittest.Repository(t)
	hook := filepath.Join(dir, ".git", "hooks", "post-checkout")
	writeHook(t, hook, "echo no licence >&2; exit 3")
	_, err := create(t, dir, git.Request{Branch: "feat"})
	if err == nil || !strings.Contains(err.Error(), "git's hook "+hook+" failed") || !strings.Contains(err.Error(), "no licence") {
		t.Errorf("got %v", err)
	}
	if got := gittest.Run(t, dir, "worktree", "list"); strings.Count(got, "\n") != 1 {
		t.Errorf("left: %s", got)
	}
	if got := gittest.Run(t, dir, "branch", "--list", "feat"); got != "" {
		t.Errorf("left: %s", got)
	}
}

func TestARepositoryOfAnotherUserIsNamedWithTheCure(t *testing.T) {
	dir := gittest.Repository(t)
	t.Setenv("GIT_CONFIG_COUNT", "0") // which trusts every directory
	t.Setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
	_, opened := git.OpenAny(t.Context(), dir)
	for _, err := range []error{opened, git.Exclude(t.Context(), dir, ".env.sandbox")} {
		if err == nil || err.Error() != "git does not trust this repository, because another user owns it; if you do, type `git config --global --add safe.directory "+dir+"`" {
			t.Errorf("got %v", err)
		}
	}
}
