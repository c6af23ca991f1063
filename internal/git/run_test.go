package git

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/gittest"
)

func TestReadIgnoresVariablesOfAnotherRepository(t *testing.T) {
	dir := gittest.Repository(t)
	for name := range local {
		t.Setenv(name, filepath.Join(t.TempDir(), "other"))
	}
	t.Setenv("LC_ALL", "de_DE.UTF-8")
	if got, err := Read(t.Context(), dir, "rev-parse", "--show-toplevel"); err != nil || got != dir {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestErrorsShowNoControlCharacters(t *testing.T) {
	dir := gittest.Repository(t)
	_, err := Read(t.Context(), dir, "rev-parse", "--verify", "x\x1b[2J\x07")
	if err == nil || strings.ContainsAny(err.Error(), "\x1b\x07") {
		t.Errorf("got %q", err)
	}
}

func TestReadWorksBesideALock(t *testing.T) {
	dir := gittest.Repository(t)
	before, err := os.Stat(filepath.Join(dir, ".git", "index"))
	if err != nil {
		t.Fatal(err)
	}
	gittest.Write(t, dir, ".gitignore", "*.log\n.env.sandbox\nbuild/\n") // the new modification time would make git update the index if it could lock it
	if status, err := Read(t.Context(), dir, "status", "--porcelain"); err != nil || status != "" {
		t.Errorf("got %q, %v", status, err)
	}
	if after, err := os.Stat(filepath.Join(dir, ".git", "index")); err != nil || after.ModTime() != before.ModTime() {
		t.Errorf("the index was written: %v", err)
	}
}
