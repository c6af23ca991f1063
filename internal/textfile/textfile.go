// Package textfile reads and writes small files that other programs or people may have replaced. If a pipe, a socket, a
// device or a huge file has taken a file's place, it returns an error at once and never waits.
package textfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/gofrs/flock"
)

// MaxSize is the size of the largest file that [Read] returns, in bytes.
const MaxSize = 4 << 20

var (
	// ErrNotFile is wrapped by the error for a pipe, a socket or a device.
	ErrNotFile = errors.New("not a file")
	// ErrTooLarge is wrapped by the error for a file larger than [MaxSize].
	ErrTooLarge = fmt.Errorf("it has more than %d MiB", MaxSize>>20)
)

// Read returns the content of a regular file of at most [MaxSize] bytes.
func Read(path string) ([]byte, error) {
	file, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, MaxSize+1))
	if err == nil && len(content) > MaxSize {
		err = &fs.PathError{Op: "read", Path: path, Err: ErrTooLarge}
	}
	if err != nil {
		return nil, err
	}
	return content, nil
}

// Open opens a regular file of any size for reading. It examines the file before opening it, because opening a device can
// have side effects, and again afterwards, because the file may have been replaced.
func Open(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := regular(path, info); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	if info, err = file.Stat(); err == nil {
		err = regular(path, info)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// regular returns an error that names the kind of the file at path unless it is a
// regular file.
func regular(path string, info fs.FileInfo) error {
	kind := "a device"
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
	case mode&fs.ModeNamedPipe != 0:
		kind = "a pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	}
	return &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("it is %s, %w", kind, ErrNotFile)}
}

// Replace atomically replaces a file. The new file has the permissions perm.
func Replace(path string, content []byte, perm fs.FileMode) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(content)
	if err := errors.Join(err, file.Chmod(perm), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// Lock returns a lock on the file at path. Opening the file never waits, even if a pipe is in its place.
func Lock(path string) *flock.Flock {
	return flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDONLY|syscall.O_NONBLOCK))
}
