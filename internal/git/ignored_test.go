package git

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExcludeAddsWhatIsNotIgnoredOnce(t *testing.T) {
	main := repository(t)
	linked := main + "--linked"
	command(t, main, "worktree", "add", "-q", linked)
	write(t, main, ".gitignore", "ignored\n")
	exclude := filepath.Join(main, ".git", "info", "exclude")
	if err := os.WriteFile(exclude, []byte("mine"), 0o644); err != nil { // without a newline
		t.Fatal(err)
	}
	for _, dir := range []string{main, linked, main} {
		if err := Exclude(t.Context(), dir, ".env.sandbox", ".sandbox/", "ignored"); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(exclude)
	if err != nil || !strings.HasPrefix(string(content), "mine\n.env.sandbox\n.sandbox/\n") || strings.Count(string(content), ".env.sandbox\n") != 1 {
		t.Errorf("got %q, %v", content, err)
	}
	write(t, linked, ".env.sandbox", "")
	if status := command(t, linked, "status", "--porcelain"); strings.Contains(status, ".env.sandbox") {
		t.Errorf("git shows %q", status)
	}
}

func TestExcludeMakesTheFileThatIsMissing(t *testing.T) {
	main := repository(t)
	if err := os.RemoveAll(filepath.Join(main, ".git", "info")); err != nil {
		t.Fatal(err)
	}
	if err := Exclude(t.Context(), main, "other"); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(filepath.Join(main, ".git", "info", "exclude")); err != nil || string(content) != "other\n" {
		t.Errorf("got %q, %v", content, err)
	}
}

func TestExcludeOutsideOfRepositories(t *testing.T) {
	dir := t.TempDir()
	if err := Exclude(t.Context(), dir, ".env.sandbox"); err != nil {
		t.Error(err)
	}
	write(t, dir, ".git", "gitdir: nowhere\n")
	if err := Exclude(t.Context(), dir, ".env.sandbox"); err != nil || Tracked(t.Context(), dir, ".env.sandbox") {
		t.Errorf("a broken repository: %v", err)
	}
}

func TestTracked(t *testing.T) {
	dir := repository(t)
	if Tracked(t.Context(), dir, ".env.sandbox") {
		t.Error("it is not there")
	}
	write(t, dir, ".env.sandbox", "")
	if Tracked(t.Context(), dir, ".env.sandbox") {
		t.Error("it was not added")
	}
	command(t, dir, "add", "-f", ".env.sandbox")
	if !Tracked(t.Context(), dir, ".env.sandbox") {
		t.Error("it was added")
	}
}
