//go:build unix

package git_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/gittest"
	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

func TestExcludeRefusesWhatIsNotAFile(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			dir := gittest.Repository(t)
			path := filepath.Join(dir, ".git", "info", "exclude")
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			odd(t, path)
			if err := git.Exclude(t.Context(), dir, "secret"); err == nil || !strings.Contains(err.Error(), "exclude") {
				t.Errorf("Exclude() = %v", err)
			}
		})
	}
}

func TestBranchIsUnknownWithoutRegularFiles(t *testing.T) {
	for _, file := range []string{".git", filepath.Join(".git", "HEAD")} {
		for kind, odd := range oddfile.Kinds() {
			t.Run(file+"/"+kind, func(t *testing.T) {
				dir := t.TempDir()
				if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(file)), 0o700); err != nil {
					t.Fatal(err)
				}
				odd(t, filepath.Join(dir, file))
				if branch := git.Branch(dir); branch != "" {
					t.Errorf("Branch() = %q", branch)
				}
			})
		}
	}
}
