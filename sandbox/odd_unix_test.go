//go:build unix

package sandbox

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
	"github.com/seed-491dada8/sandbox/internal/volumes"
)

func TestStateMayBeNoFile(t *testing.T) {
	for kind, odd := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			in := stacktest.Workspace().Instance
			parent := t.TempDir()
			in.Dir = filepath.Join(parent, "here")
			if err := os.MkdirAll(filepath.Join(in.Dir, instance.StateFolder), 0o700); err != nil {
				t.Fatal(err)
			}
			odd(t, filepath.Join(in.Dir, instance.StateFolder, "volumes-of"))
			if volumes.Compared(in) {
				t.Error("the volumes were compared")
			}
			odd(t, filepath.Join(in.Dir, instance.StateFolder, "lock"))
			if release, err := (Sandbox{}).lock(t.Context(), in.Dir); err == nil {
				release()
			}
		})
	}
}
