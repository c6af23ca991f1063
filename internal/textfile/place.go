package textfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// link is [os.Link]; a test has one of a file system without hard links.
var link = os.Link

// Place gives a finished temporary file the name path, at once and whole. The error is [fs.ErrExist] if that name is taken.
//
// A hard link does so by itself. On a file system without them the temporary file is renamed, under a lock beside it: callers
// that want the same name must keep their temporary files in the same folder.
func Place(temporary, path string) error {
	err := link(temporary, path)
	if !linkless(err) {
		return err
	}
	lock := Lock(filepath.Join(filepath.Dir(temporary), "place.lock"))
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("cannot lock: %w", err)
	}
	defer lock.Close()
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(fs.ErrExist, err)
	}
	return os.Rename(temporary, path)
}

// HasLinks reports whether files in a folder can have hard links. It returns an error where nothing can be written.
func HasLinks(folder string) (bool, error) {
	file, err := os.CreateTemp(folder, ".link-*")
	if err != nil {
		return false, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	other := file.Name() + "-other"
	err = link(file.Name(), other)
	defer os.Remove(other)
	if linkless(err) {
		return false, nil
	}
	return err == nil, err
}

// linkless reports whether a link failed because the file system has none. Linux says EPERM for FAT, Windows says
// ERROR_INVALID_FUNCTION, which has the same number.
func linkless(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.Errno(1))
}
