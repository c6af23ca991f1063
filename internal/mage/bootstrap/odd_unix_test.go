//go:build unix

package bootstrap

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

func TestSourceThatNeverEndsIsNamed(t *testing.T) {
	for _, file := range []string{"go.mod", "word/more.go"} {
		for _, kind := range []string{"pipe", "socket", "device"} {
			t.Run(file+"/"+kind, func(t *testing.T) {
				t.Parallel()
				m := newModule(t)
				oddfile.Kinds()[kind](t, filepath.Join(m.root, filepath.FromSlash(file)))
				got := m.mage(t, ".", "word")
				got.want(t, "", 1)
				if !strings.Contains(got.stderr, filepath.Base(file)+": it is a ") {
					t.Errorf("stderr: %s", got.stderr)
				}
			})
		}
	}
}
