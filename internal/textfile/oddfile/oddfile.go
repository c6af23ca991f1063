//go:build unix

// Package oddfile puts into the place of a file what a test does not want to be read.
package oddfile

import (
	"net"
	"os"
	"syscall"
	"testing"
)

// Kinds returns, by its name, what puts each kind at a path, whose file it replaces.
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

// listen puts a link to a socket at path, which may be too long for a socket itself.
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

// sparse makes a file of 100 MB that takes no room.
func sparse(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return file.Truncate(100 << 20)
}
