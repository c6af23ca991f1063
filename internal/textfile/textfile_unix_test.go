//go:build unix

package textfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/internal/textfile/oddfile"
)

func TestReadRefusesNonRegularFiles(t *testing.T) {
	for kind, put := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			put(t, path)
			content, err := textfile.Read(path)
			if err == nil || !strings.Contains(err.Error(), path) || content != nil {
				t.Errorf("got %d bytes, %v", len(content), err)
			}
		})
	}
}

func TestReadReturnsTheContent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if _, err := textfile.Read(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of a missing file: %v", err)
	}
	for _, size := range []int{0, 1, textfile.MaxSize} {
		if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
		if content, err := textfile.Read(path); err != nil || len(content) != size {
			t.Errorf("of %d bytes got %d, %v", size, len(content), err)
		}
	}
}

func TestReplaceWritesWithoutOpeningTheOldFile(t *testing.T) {
	for kind, put := range oddfile.Kinds() {
		t.Run(kind, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			put(t, path)
			if err := textfile.Replace(path, []byte("new"), 0o640); (err == nil) == (kind == "directory") {
				t.Fatal(err)
			}
			if kind == "directory" {
				return
			}
			content, err := textfile.Read(path)
			info, statErr := os.Lstat(path)
			if err != nil || statErr != nil || string(content) != "new" || info.Mode() != 0o640 {
				t.Errorf("got %q of %v: %v, %v", content, info.Mode(), err, statErr)
			}
		})
	}
}

func TestLockDoesNotWaitForAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	oddfile.Kinds()["pipe"](t, path)
	lock := textfile.Lock(path)
	if held, err := lock.TryLock(); !held || err != nil {
		t.Fatal(held, err)
	}
	if held, err := textfile.Lock(path).TryLock(); held || err != nil {
		t.Errorf("a second one: %v, %v", held, err)
	}
	if err := lock.Unlock(); err != nil {
		t.Error(err)
	}
}
