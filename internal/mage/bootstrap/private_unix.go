//go:build unix

package bootstrap

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// private returns an error unless only this user can put a program into dir. The user must own dir, and dir must not be a
// link or writable by others. The parent must not be writable by everybody unless its sticky bit protects dir.
func private(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	owner, mode := info.Sys().(*syscall.Stat_t).Uid, info.Mode()
	switch {
	case mode&fs.ModeSymlink != 0:
		return errors.New("it is a link")
	case int(owner) != os.Geteuid():
		return fmt.Errorf("it belongs to user %d", owner)
	case mode.Perm()&0o022 != 0:
		return fmt.Errorf("others may write in it (mode %04o)", mode.Perm())
	}
	above, err := os.Stat(filepath.Dir(dir))
	if err == nil && above.Mode().Perm()&0o002 != 0 && above.Mode()&fs.ModeSticky == 0 {
		err = fmt.Errorf("others may write in the folder above it (mode %04o)", above.Mode().Perm())
	}
	return err
}
