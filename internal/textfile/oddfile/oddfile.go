//go:build unix

// Package oddfile replaces a file with a pipe, a device and other things that a
// program must not read.
package oddfile

import (
	"net"
	"os"
	"syscall"
	"testing"
)

// Kinds returns functions that replace the file at a path, by the kind of the
// replacement.
func Kinds() map[string]func(t *testing.T, path string) {
	return map[string]func(t *testing.T, path string){
		"pipe":      func(t *testing.T, path string) { put(t, path, func() error { return syscall.Mkfifo(path, 0o600) }) },
		"socket":    func(t *testing.T, path string) { put(t, path, func() error { return listen(t, path) }) },
		"directory": func(t *testing.T, path string) { put(t, path, func() error { return os.Mkdir(path, 0o700) }) },
		"device":    func(t *testing.T, path string) { put(t, path, func() error { return os.Symlink("/dev/zero", path) }) },
		"huge file": func(t *testing.T, path string) { put(t, path, func() error { return sparse(path) }) },
	}
}

func put(t *testing.T, path string, create func() error) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
	if err := create(); err != nil {
		t.Fatal(err)
	}
}

// listen puts a link to a socket at path, because path may be too long for a socket.
func listen(t *testing.T, path string) error {
	short, err := os.MkdirTemp("/tmp", "odd-")
	if err != nil {
		return err
	}
	t.Cleanup(func() { os.RemoveAll(short) })
	listener, err := net.Listen("unix", short+"/s")
	if err != nil {
		return err
	}
	t.Cleanup(func() { listener.Close() })
	return os.Symlink(short+"/s", path)
}

// sparse creates a file of 100 MB that uses no disk space.
func sparse(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Truncate(100 << 20)
}
