package git_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/gittest"
)

func writeHook(t *testing.T, path, script string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
}

// Worktrees are where people who use a layout look for them, never hidden.
func TestWorktreesHaveAPlaceInEachLayout(t *testing.T) {
	seed := gittest.Repository(t)
	for name, test := range map[string]struct {
		bare    string // the bare repository, in a folder shop
		pointer string // content of shop/.git
		from    string
		path    string
		id      string
	}{
		"a bare repository in the project":      {"shop/.bare", "gitdir: ./.bare\n", "shop/main", "shop/new", "shop"},
		"from the project itself":               {"shop/.bare", "gitdir: ./.bare\n", "shop", "shop/new", "shop"},
		"from the bare repository":              {"shop/.bare", "gitdir: ./.bare\n", "shop/.bare", "shop/new", "shop"},
		"without a pointer":                     {"shop/.bare", "", "shop/main", "shop/new", "shop"},
		"a visible one with a pointer":          {"shop/git", "gitdir: git\n", "shop/main", "shop/new", "shop"},
		"a bare .git":                           {"shop/.git", "", "shop/main", "shop/new", "shop"},
		"a bare repository beside its worktree": {"shop.git", "", "shop/main", "shop--new", "shop"},
	} {
		t.Run(name, func(t *testing.T) {
			parent, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			bare := filepath.Join(parent, test.bare)
			gittest.Run(t, parent, "clone", "-q", "--bare", seed, bare)
			if test.pointer != "" {
				gittest.Write(t, parent, "shop/.git", test.pointer)
			}
			gittest.Run(t, bare, "worktree", "add", "-q", filepath.Join(parent, "shop/main"), "main")
			if _, err := create(t, filepath.Join(parent, test.from), git.Request{Branch: "new"}); err != nil {
				t.Fatal(err)
			}
			made, err := git.Open(t.Context(), filepath.Join(parent, test.path))
			if err != nil || made.Inside != filepath.Join(parent, test.path) || !made.Linked() || made.Name() != test.id {
				t.Errorf("got %+v of %s, %v", made, made.Name(), err)
			}
		})
	}
}

func TestADirectoryInsideTheRepositoryMustBeIgnored(t *testing.T) {
	dir := gittest.Repository(t)
	gittest.Write(t, dir, ".gitignore", "/.worktrees/\n")
	r, err := git.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for path, ok := range map[string]bool{".worktrees/x": true, ".worktrees": true, "x": false, "sub/x": false, "../x": true} {
		err := r.CheckPlace(t.Context(), filepath.Join(dir, path))
		if (err == nil) != ok || !ok && !strings.Contains(err.Error(), "add the line /"+path+"/ to its .gitignore") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestUndoRemovesTheDirectoriesThatWereMade(t *testing.T) {
	dir := gittest.Repository(t)
	r, err := git.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Start(t.Context(), git.Request{Branch: "x"}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	w, err := r.Add(t.Context(), filepath.Join(dir, "build", "deep", "x"), s)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Undo(t.Context(), w); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "build")); !os.IsNotExist(err) {
		t.Errorf("left: %v", err)
	}
}
