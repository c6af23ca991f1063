//go:build unix

package workspace

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

func TestTheFingerprintMayBeNoFile(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, instance.StateFolder), 0o700); err != nil {
				t.Fatal(err)
			}
			odd(t, filepath.Join(dir, instance.StateFolder, fingerprintFile))
			if last := lastFingerprint(dir); last != "" {
				t.Errorf("got %d bytes", len(last))
			}
		})
	}
}
