//go:build unix

package actions

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestAStepSummaryThatIsAPipeIsAnErrorNotAWait(t *testing.T) {
	path := filepath.Join(t.TempDir(), "summary.md")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := appendTo(path, "text"); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
		t.Errorf("got %v", err)
	}
}
