package claims_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// claimed makes a directory an instance and returns its claim, made long ago.
func claimed(t *testing.T, dir string) claims.Claim {
	t.Helper()
	c := claims.Claim{ID: "a", Slot: 3, Dir: dir, Key: instance.NewKey(), Created: time.Now().Add(-time.Hour)}
	text := fmt.Sprintf("INSTANCE_ID=a\nSLOT_NUMBER=3\nSANDBOX_KEY=%s\n", c.Key)
	if err := errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, instance.File), []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestClaimCountsUnlessItsDirectoryIsCertainlyGone(t *testing.T) {
	for name, test := range map[string]struct {
		lose   string // the path to remove
		root   string
		want   string
		unseen bool
	}{
		"nothing is lost":               {"elsewhere", "", "<nil>", false},
		"the file":                      {"parent/dir/.env.sandbox", "", "its .env.sandbox is gone", false},
		"the directory":                 {"parent/dir", "", "its directory is gone", false},
		"the parent too":                {"parent", "", "<nil>", true},
		"the worktree of the directory": {"parent", "parent", "its directory is gone", false},
		"everything in the parent":      {"parent/*", "", "<nil>", true}, // like a disk that is not mounted
	} {
		t.Run(name, func(t *testing.T) {
			top := t.TempDir()
			c := claimed(t, filepath.Join(top, "parent", "dir"))
			if err := errors.Join(os.Mkdir(filepath.Join(top, "other"), 0o700), os.Mkdir(filepath.Join(top, "parent", "other"), 0o700)); err != nil {
				t.Fatal(err)
			}
			if test.root != "" {
				c.Root = filepath.Join(top, test.root)
			}
			lost, err := filepath.Glob(filepath.Join(top, test.lose))
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range lost {
				if err := os.RemoveAll(path); err != nil {
					t.Fatal(err)
				}
			}
			if got := fmt.Sprint(c.Stale()); got != test.want || c.Unseen() != test.unseen {
				t.Errorf("stale: %s, unseen: %t, want %s, %t", got, c.Unseen(), test.want, test.unseen)
			}
		})
	}
}

func TestClaimOfTheFutureIsNotFresh(t *testing.T) {
	for _, ahead := range []time.Duration{time.Hour, 24 * 365 * time.Hour} {
		c := claimed(t, filepath.Join(t.TempDir(), "dir"))
		c.Worktree, c.Created = true, time.Now().Add(ahead)
		if err := os.Remove(filepath.Join(c.Dir, instance.File)); err != nil {
			t.Fatal(err)
		}
		if c.Stale() == nil {
			t.Errorf("dated %s ahead, it counts", ahead)
		}
	}
}

func TestClaimIsStaleInADirectoryWithAnotherKey(t *testing.T) {
	c := claimed(t, t.TempDir())
	if err := c.Stale(); err != nil || !c.Holds() {
		t.Errorf("its own key: %v, %t", err, c.Holds())
	}
	c.Key = instance.NewKey()
	if err := c.Stale(); err == nil || c.Holds() {
		t.Errorf("another key: %v, %t", err, c.Holds())
	}
}

func TestCopyOfAFileIsKeptByItsKey(t *testing.T) {
	open(t)
	key := instance.NewKey()
	if _, err := claims.Kept(key); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before: %v", err)
	}
	for _, text := range []string{"one", "two", "two"} {
		if err := claims.Keep(key, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := claims.Kept(key); err != nil || string(got) != text {
			t.Errorf("got %q, %v, want %s", got, err, text)
		}
	}
	home, _ := instance.Home()
	if info, err := os.Stat(filepath.Join(home, "kept", key)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info, err)
	}
	for range 2 {
		if err := claims.Forget(key); err != nil {
			t.Error(err)
		}
	}
	if _, err := claims.Kept(key); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("after: %v", err)
	}
	for _, wrong := range []string{"../slot-3.1", "x"} {
		if claims.Keep(wrong, nil) == nil || claims.Forget(wrong) == nil {
			t.Errorf("%q counts as a key", wrong)
		}
	}
}
