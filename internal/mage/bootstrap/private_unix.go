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

// private returns an error unless this user alone can put a program into the folder dir: it must be the user's own and no link,
// and others may not write in it. Nor may everybody write in the folder above, where dir could be replaced, unless its sticky
// bit protects dir.
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
