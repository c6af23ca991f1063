package worktree_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/seed-491dada8/sandbox/internal/gittest"
	"github.com/seed-491dada8/sandbox/internal/testenv"
	"github.com/seed-491dada8/sandbox/internal/worktree"
)

// nobody is the id of the ordinary user of these tests.
const nobody = 65534

// removeVariable names a worktree. If it is set, this program removes that worktree
// instead of running tests.
const removeVariable = "REMOVE_WORKTREE"

func TestMain(m *testing.M) {
	dir := os.Getenv(removeVariable)
	if dir == "" {
		testenv.Isolate()
		os.Exit(m.Run())
	}
	tree, err := worktree.Open(context.Background(), dir, "", key)
	if err == nil {
		err = tree.Remove(context.Background())
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// removal returns a command that removes a worktree as the given user.
func removal(t *testing.T, program, dir string, user uint32) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(program)
	cmd.Env = []string{removeVariable + "=" + dir, "PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Dir(dir)}
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
	}
	return cmd
}

// nobodys returns a worktree owned by nobody, and a copy of this program that nobody
// may run.
func nobodys(t *testing.T) (repository, dir, program string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can leave files that an ordinary user may not remove")
	}
	repository = gittest.Repository(t)
	dir = created(t, repository)
	home := filepath.Dir(repository)
	if err := os.Chmod(filepath.Dir(home), 0o755); err != nil {
		t.Fatal(err)
	}
	own(t, home)
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(executable)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	program = filepath.Join(folder, "program")
	if err := os.WriteFile(program, content, 0o755); err != nil {
		t.Fatal(err)
	}
	return repository, dir, program
}

// own changes the owner of a tree to nobody.
func own(t *testing.T, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, nobody, nobody)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func makeDirectory(t *testing.T, path string, mode fs.FileMode) {
	t.Helper()
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestOrdinaryUserIsToldAboutFilesOfRoot(t *testing.T) {
	for name, test := range map[string]struct {
		leave func(t *testing.T, dir string)
		wants []string
	}{
		"files": {func(t *testing.T, dir string) { gittest.Write(t, dir, "data/deep/file", "x") },
			[]string{`"data" is a directory of root, which you may not empty`, "type `sudo chown -R 65534 '"}},
		"an unreadable directory": {func(t *testing.T, dir string) { makeDirectory(t, filepath.Join(dir, "data"), 0o700) },
			[]string{`"data" is a directory of root, which you may not empty`}},
		"a file in a sticky directory": {func(t *testing.T, dir string) {
			makeDirectory(t, filepath.Join(dir, "data"), fs.ModeSticky|0o777)
			gittest.Write(t, dir, "data/file", "x")
		}, []string{`"data/file" belongs to root, in a directory where only owners remove files`}},
		"an immutable file": {func(t *testing.T, dir string) {
			gittest.Write(t, dir, "fixed", "x")
			freeze(t, filepath.Join(dir, "fixed"))
		}, []string{`"fixed" is immutable`, "sudo chattr -ia '"}},
		"a mount point": {func(t *testing.T, dir string) {
			makeDirectory(t, filepath.Join(dir, "a b"), 0o755)
			mount(t, filepath.Join(dir, "a b"))
		}, []string{`"a b" is a mount point`, "sudo umount '"}},
		"an unreadable directory of the user": {func(t *testing.T, dir string) {
			makeDirectory(t, filepath.Join(dir, "mine"), 0)
			own(t, filepath.Join(dir, "mine"))
		}, []string{`"mine" is unreadable`, "chmod -R u+rwx '"}},
		"a parent that is root's": {func(t *testing.T, dir string) {
			if err := os.Chown(filepath.Dir(dir), 0, 0); err != nil {
				t.Fatal(err)
			}
		}, []string{`is a directory of root, which you may not empty`, "`sudo chown 65534 '"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, dir, program := nobodys(t)
			test.leave(t, dir)
			text, err := removal(t, program, dir, nobody).CombinedOutput()
			if err == nil {
				t.Errorf("it succeeded: %s", text)
			}
			for _, want := range append(test.wants, "cannot be removed completely", "nothing was removed") {
				if !strings.Contains(string(text), want) {
					t.Errorf("%q is not in %s", want, text)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, ".gitignore")); err != nil {
				t.Error(err)
			}
			gittest.Run(t, dir, "-c", "safe.directory=*", "status")
		})
	}
}

func TestOrdinaryUserRemovesFilesOfRoot(t *testing.T) {
	for name, leave := range map[string]func(t *testing.T, dir string){
		"one empty directory": func(t *testing.T, dir string) { makeDirectory(t, filepath.Join(dir, "data"), 0o755) },
		"a file":              func(t *testing.T, dir string) { gittest.Write(t, dir, "file", "x") },
		"a directory that all may write": func(t *testing.T, dir string) {
			makeDirectory(t, filepath.Join(dir, "data"), 0o777)
			gittest.Write(t, dir, "data/file", "x")
		},
		"nothing, in a read-only directory of the user": func(t *testing.T, dir string) {
			gittest.Write(t, dir, "cache/file", "x")
			own(t, filepath.Join(dir, "cache"))
			if err := os.Chmod(filepath.Join(dir, "cache"), 0o555); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			repository, dir, program := nobodys(t)
			leave(t, dir)
			if text, err := removal(t, program, dir, nobody).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, text)
			}
			if _, err := os.Lstat(dir); !os.IsNotExist(err) {
				t.Error(err)
			}
			own(t, repository)
		})
	}
}

// freeze makes a file immutable until the end of the test.
func freeze(t *testing.T, path string) {
	t.Helper()
	change := func(flag int) error {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		return unix.IoctlSetPointerInt(int(file.Fd()), unix.FS_IOC_SETFLAGS, flag)
	}
	if err := change(unix.STATX_ATTR_IMMUTABLE); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := change(0); err != nil {
			t.Error(err)
		}
	})
}

func mount(t *testing.T, path string) {
	t.Helper()
	if err := unix.Mount(t.TempDir(), path, "", unix.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(path, 0); err != nil {
			t.Error(err)
		}
	})
}

// The next removal completes one that was killed at any moment.
func TestKilledRemovalIsCompleted(t *testing.T) {
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for pause := time.Duration(0); pause < 48*time.Millisecond; pause += 8 * time.Millisecond {
		repository := gittest.Repository(t)
		dir := created(t, repository)
		for i := range 300 {
			gittest.Write(t, dir, fmt.Sprintf("data/%d/file", i), "x")
		}
		cmd := removal(t, executable, dir, 0)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(pause)
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
		if tree, err := worktree.Open(t.Context(), dir, "", key); err != nil {
			t.Fatal(err)
		} else if tree != nil {
			if err := tree.Remove(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := worktree.Resume(t.Context(), dir, key); err != nil {
			t.Fatal(err)
		}
		wantRemoved(t, repository)
	}
}
