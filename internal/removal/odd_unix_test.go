//go:build unix

package removal

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

func TestADirectoryWithoutARegularFileIsNoRenamedInstance(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			parent := t.TempDir()
			if err := os.Mkdir(filepath.Join(parent, "here"), 0o700); err != nil {
				t.Fatal(err)
			}
			odd(t, filepath.Join(parent, "here", instance.File))
			if dir := renamedTo(claims.Claim{Dir: filepath.Join(parent, "gone"), ID: "a"}); dir != "" {
				t.Errorf("the instance was moved to %s", dir)
			}
		})
	}
}
