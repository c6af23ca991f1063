//go:build unix

package sandbox

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWhatIsGoneWasOfWhoeverOwnsTheRest(t *testing.T) {
	dir := t.TempDir()
	gone := filepath.Join(dir, "gone", "further", "down")
	for mode, want := range map[os.FileMode]bool{0o700: true, 0o775: true, 0o777: false, os.ModeSticky | 0o777: false} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if got := ownsParentOf(gone); got != want {
			t.Errorf("%v: got %t", mode, got)
		}
	}
	if os.Geteuid() == 0 {
		if err := os.Chown(dir, 65534, 65534); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := ownsParentOf(gone); got != (os.Geteuid() != 0) {
		t.Errorf("of the owner %t", got)
	}
}
