package textfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// link is [os.Link]. Tests replace it to imitate a file system without hard links.
var link = os.Link

// Place atomically gives a finished temporary file the name path. The error is [fs.ErrExist] if the name is taken.
//
// Place makes a hard link. On a file system without hard links it renames the file, under a lock in the file's folder.
// Callers that compete for a name must therefore keep their temporary files in the same folder.
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

// HasLinks reports whether the file system of a folder has hard links. It returns an error if the folder cannot be
// written to.
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

// linkless reports whether a link failed because the file system has no hard links. Linux reports EPERM for FAT.
// Windows reports ERROR_INVALID_FUNCTION, which has the same number.
func linkless(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.Errno(1))
}
