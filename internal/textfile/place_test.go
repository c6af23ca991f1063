package textfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// fileSystems holds the errors that [os.Link] returns on each kind of file system;
// nil makes a link.
var fileSystems = map[string]error{
	"hard links":                   nil,
	"none, as FAT says it":         syscall.EPERM,
	"none, as other systems do":    errors.ErrUnsupported,
	"none, as the kernel lacks it": syscall.ENOSYS,
}

func onFileSystem(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	link = func(from, to string) error { return &os.LinkError{Op: "link", Old: from, New: to, Err: err} }
	t.Cleanup(func() { link = os.Link })
}

func temporary(t *testing.T, dir, text string) string {
	t.Helper()
	file, err := os.CreateTemp(dir, "new-*")
	if err == nil {
		_, err = file.WriteString(text)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		t.Error(err)
	}
	return file.Name()
}

func TestConcurrentPlacesHaveOneWinner(t *testing.T) {
	for name, err := range fileSystems {
		t.Run(name, func(t *testing.T) {
			onFileSystem(t, err)
			dir := t.TempDir()
			path := filepath.Join(dir, "file")
			var placed atomic.Int32
			var all sync.WaitGroup
			for i := range 20 {
				all.Go(func() {
					switch err := Place(temporary(t, dir, fmt.Sprint("text ", i)), path); {
					case err == nil:
						placed.Add(1)
					case !errors.Is(err, fs.ErrExist):
						t.Error(err)
					}
				})
			}
			all.Wait()
			text, err := os.ReadFile(path)
			if placed.Load() != 1 || err != nil || len(text) < len("text 0") {
				t.Errorf("%d were placed; the file holds %q, %v", placed.Load(), text, err)
			}
		})
	}
}

func TestPlaceKeepsAnExistingFile(t *testing.T) {
	for name, err := range fileSystems {
		t.Run(name, func(t *testing.T) {
			onFileSystem(t, err)
			dir := t.TempDir()
			path := filepath.Join(dir, "file")
			if err := os.Symlink("nowhere", path); err != nil {
				t.Fatal(err)
			}
			if err := Place(temporary(t, dir, "text"), path); !errors.Is(err, fs.ErrExist) {
				t.Errorf("got %v", err)
			}
			if target, _ := os.Readlink(path); target != "nowhere" {
				t.Errorf("the link was replaced: %q", target)
			}
		})
	}
}

func TestHasLinks(t *testing.T) {
	for name, err := range fileSystems {
		t.Run(name, func(t *testing.T) {
			onFileSystem(t, err)
			dir := t.TempDir()
			if got, failed := HasLinks(dir); got != (err == nil) || failed != nil {
				t.Errorf("got %t, %v", got, failed)
			}
			if left, _ := os.ReadDir(dir); len(left) != 0 {
				t.Errorf("left %v", left)
			}
		})
	}
	if _, err := HasLinks(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
