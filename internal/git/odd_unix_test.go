//go:build unix

package git_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

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
