package git_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/gittest"
)

func TestExcludeAddsEachNameOnce(t *testing.T) {
	main := gittest.Repository(t)
	linked := main + "--linked"
	gittest.Run(t, main, "worktree", "add", "-q", linked)
	gittest.Write(t, main, ".gitignore", "ignored\n")
	exclude := filepath.Join(main, ".git", "info", "exclude")
	if err := os.WriteFile(exclude, []byte("mine"), 0o644); err != nil { // no newline at the end
		t.Fatal(err)
	}
	for _, dir := range []string{main, linked, main} {
		if err := git.Exclude(t.Context(), dir, ".env.sandbox", ".sandbox/", "ignored"); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(exclude)
	if err != nil || !strings.HasPrefix(string(content), "mine\n.env.sandbox\n.sandbox/\n") || strings.Count(string(content), ".env.sandbox\n") != 1 {
		t.Errorf("got %q, %v", content, err)
	}
	gittest.Write(t, linked, ".env.sandbox", "")
	if status := gittest.Run(t, linked, "status", "--porcelain"); strings.Contains(status, ".env.sandbox") {
		t.Errorf("git shows %q", status)
	}
}

func TestExcludeCreatesAMissingFile(t *testing.T) {
	main := gittest.Repository(t)
	if err := os.RemoveAll(filepath.Join(main, ".git", "info")); err != nil {
		t.Fatal(err)
	}
	if err := git.Exclude(t.Context(), main, "other"); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(filepath.Join(main, ".git", "info", "exclude")); err != nil || string(content) != "other\n" {
		t.Errorf("got %q, %v", content, err)
	}
}

func TestExcludeOutsideARepository(t *testing.T) {
	dir := t.TempDir()
	if err := git.Exclude(t.Context(), dir, ".env.sandbox"); err != nil {
		t.Error(err)
	}
	gittest.Write(t, dir, ".git", "gitdir: nowhere\n")
	if err := git.Exclude(t.Context(), dir, ".env.sandbox"); err != nil || git.Tracked(t.Context(), dir, ".env.sandbox") {
		t.Errorf("a broken repository: %v", err)
	}
}

func TestTracked(t *testing.T) {
	dir := gittest.Repository(t)
	if git.Tracked(t.Context(), dir, ".env.sandbox") {
		t.Error("it is not there")
	}
	gittest.Write(t, dir, ".env.sandbox", "")
	if git.Tracked(t.Context(), dir, ".env.sandbox") {
		t.Error("it was not added")
	}
	gittest.Run(t, dir, "add", "-f", ".env.sandbox")
	if !git.Tracked(t.Context(), dir, ".env.sandbox") {
		t.Error("it was added")
	}
}
