//go:build unix

package bootstrap

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/strict"
)

func TestCacheThatOthersCanWriteIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		change func(t *testing.T, parent, dir string) error
		says   string // "" if the cache is private
	}{
		"its own":              {func(_ *testing.T, _, dir string) error { return os.Mkdir(dir, 0o700) }, ""},
		"group may write":      {func(_ *testing.T, _, dir string) error { return mkdir(dir, 0o770) }, "others may write"},
		"all may write":        {func(_ *testing.T, _, dir string) error { return mkdir(dir, 0o777) }, "others may write"},
		"sticky":               {func(_ *testing.T, _, dir string) error { return mkdir(dir, 0o777|os.ModeSticky) }, "others may write"},
		"the folder above":     {func(_ *testing.T, parent, _ string) error { return os.Chmod(parent, 0o777) }, "others may write"},
		"a sticky one above":   {func(_ *testing.T, parent, _ string) error { return os.Chmod(parent, 0o777|os.ModeSticky) }, ""},
		"a link":               {func(t *testing.T, _, dir string) error { return os.Symlink(t.TempDir(), dir) }, "it is a link"},
		"another user's, root": {func(_ *testing.T, _, dir string) error { return stranger(dir) }, "belongs to user"},
	} {
		t.Run(name, func(t *testing.T) {
			if strings.HasSuffix(name, "root") && os.Geteuid() != 0 {
				strict.Skip(t, "only root can give a folder away")
			}
			parent := filepath.Join(t.TempDir(), "cache")
			if err := os.Mkdir(parent, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := test.change(t, parent, filepath.Join(parent, "mage-bootstrap")); err != nil {
				t.Fatal(err)
			}
			t.Setenv("MAGEFILE_CACHE", parent)
			_, err := openCache()
			if (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("error = %v, want %q", err, test.says)
			}
		})
	}
}

// mkdir creates a directory with a mode that ignores umask.
func mkdir(dir string, mode os.FileMode) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	return os.Chmod(dir, mode)
}

func stranger(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	return os.Chown(dir, 12345, -1)
}
