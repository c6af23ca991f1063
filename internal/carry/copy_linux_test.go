package carry_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/seed-491dada8/sandbox/internal/carry"
	"github.com/seed-491dada8/sandbox/internal/gittest"
)

// TMPDIR on Btrfs or XFS shows that blocks are shared; on any other file system, that the
// content is copied.
func TestACopySharesItsBlocksIfTheFileSystemCan(t *testing.T) {
	main := gittest.Repository(t)
	other := main + "--feat"
	gittest.Run(t, main, "worktree", "add", "-q", other)
	content := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	gittest.Write(t, main, "big.log", string(content))
	can := clones(t, filepath.Join(main, "big.log"))
	if _, err := (carry.Trip{From: main, To: other, Project: ".", Patterns: []string{"*.log"}}).Copy(t.Context()); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(other, "big.log")
	if got, err := os.ReadFile(copied); err != nil || !bytes.Equal(got, content) {
		t.Errorf("the copy differs: %v", err)
	}
	if got := isShared(t, copied); got != can {
		t.Errorf("the copy shares its blocks: %t, the file system can: %t", got, can)
	}
}

// clones reports whether the file system can make a clone of a file.
func clones(t *testing.T, path string) bool {
	t.Helper()
	from, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.CreateTemp(filepath.Dir(path), "clone-*.log")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(to.Name())
	defer to.Close()
	return unix.IoctlFileClone(int(to.Fd()), int(from.Fd())) == nil
}

// fiemap is the request of FS_IOC_FIEMAP for one extent, and its answer.
type fiemap struct {
	start, length                   uint64
	flags, mapped, count, reserved  uint32
	logical, physical, extentLength uint64
	_                               [2]uint64
	extentFlags                     uint32
	_                               [3]uint32
}

// isShared reports whether the first extent of a file belongs to another file too. A file
// system that does not say is taken to share none.
func isShared(t *testing.T, path string) bool {
	t.Helper()
	const request, syncFirst, shared = 0xc020660b, 1, 0x2000
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	ask := fiemap{length: 1 << 62, flags: syncFirst, count: 1}
	_, _, failed := unix.Syscall(unix.SYS_IOCTL, file.Fd(), request, uintptr(unsafe.Pointer(&ask)))
	return failed == 0 && ask.mapped == 1 && ask.extentFlags&shared != 0
}
