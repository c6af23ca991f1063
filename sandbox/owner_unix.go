//go:build unix

package sandbox

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ownsParentOf tells whether the nearest directory to one that is gone is this
// user's, and not everybody's to write to: then that one was this user's too.
func ownsParentOf(dir string) bool {
	parent := filepath.Dir(dir)
	info, err := os.Stat(parent)
	if errors.Is(err, fs.ErrNotExist) && parent != dir {
		return ownsParentOf(parent)
	}
	if err != nil {
		return false
	}
	owner, known := info.Sys().(*syscall.Stat_t)
	return known && int(owner.Uid) == os.Geteuid() && info.Mode().Perm()&0o002 == 0
}
