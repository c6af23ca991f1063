//go:build unix

package worktree

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/seed-491dada8/sandbox/internal/shell"
)

// rootObstacles returns the obstacles to removing the root from its parent.
func rootObstacles(root string) []obstacle {
	parent := filepath.Dir(root)
	if err := access(parent, unix.W_OK|unix.X_OK); err != nil {
		return []obstacle{{parent, "is " + refusal(parent, err), "sudo chown " + strconv.Itoa(os.Geteuid()) + " " + shell.Quote(parent)}}
	}
	return nil
}

// pathObstacle returns the obstacle to removing a path or the entries of a
// directory, if there is one.
func pathObstacle(path string, d fs.DirEntry, isRoot bool) (obstacle, bool) {
	if kept := attributes(path); kept != "" {
		return obstacle{path, "is " + kept, "sudo chattr -ia " + shell.Quote(path)}, true
	}
	if isSticky(path) {
		return obstacle{path: path, why: "belongs to " + owner(path) + ", in a directory where only owners remove files"}, true
	}
	if !d.IsDir() {
		return obstacle{}, false
	}
	if err := access(path, unix.R_OK|unix.X_OK); err != nil {
		if owns(path) {
			return obstacle{path, "is unreadable", "chmod -R u+rwx " + shell.Quote(path)}, true
		}
		return obstacle{path: path, why: "is " + refusal(path, err)}, true
	}
	err := access(path, unix.W_OK)
	if err == nil || errors.Is(err, unix.EACCES) && (owns(path) || !isRoot && empty(path)) { // the owner can make it writable
		return obstacle{}, false
	}
	return obstacle{path: path, why: "is " + refusal(path, err)}, true
}

// refusal explains why a directory cannot be changed.
func refusal(path string, err error) string {
	if errors.Is(err, unix.EROFS) {
		return "on a read-only file system"
	}
	return "a directory of " + owner(path) + ", which you may not empty"
}

func access(path string, mode uint32) error {
	return unix.Faccessat(unix.AT_FDCWD, path, mode, unix.AT_EACCESS)
}

// isSticky reports whether the sticky bit of the parent directory prevents the removal of a
// path.
func isSticky(path string) bool {
	var parent, entry unix.Stat_t
	if unix.Stat(filepath.Dir(path), &parent) != nil || unix.Lstat(path, &entry) != nil || uint32(parent.Mode)&unix.S_ISVTX == 0 {
		return false
	}
	me := os.Geteuid()
	return me != 0 && int(parent.Uid) != me && int(entry.Uid) != me
}

func owns(path string) bool {
	var entry unix.Stat_t
	return unix.Lstat(path, &entry) == nil && (int(entry.Uid) == os.Geteuid() || os.Geteuid() == 0)
}

// owner returns the name of the user that owns a path.
func owner(path string) string {
	var entry unix.Stat_t
	if unix.Lstat(path, &entry) != nil {
		return "another user"
	}
	id := strconv.Itoa(int(entry.Uid))
	if account, err := user.LookupId(id); err == nil {
		return account.Username
	}
	return "user " + id
}

func empty(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) == 0
}
