//go:build unix

package sandbox

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
	"github.com/seed-491dada8/sandbox/internal/volumes"
)

func TestStateMayBeNoFile(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			o := sessionOf(t)
			parent := t.TempDir()
			o.Instance.Dir = filepath.Join(parent, "here")
			if err := os.MkdirAll(filepath.Join(o.Instance.Dir, instance.StateFolder), 0o700); err != nil {
				t.Fatal(err)
			}
			odd(t, filepath.Join(o.Instance.Dir, instance.StateFolder, "volumes-of"))
			if volumes.Compared(o.Instance) {
				t.Error("the volumes were compared")
			}
			odd(t, filepath.Join(o.Instance.Dir, instance.StateFolder, "lock"))
			if release, err := (Sandbox{}).lock(t.Context(), o.Instance.Dir); err == nil {
				release()
			}
		})
	}
}
