package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestPruneKeepsRecentBinaries(t *testing.T) {
	c := cache{dir: t.TempDir()}
	put := func(name string, age time.Duration) {
		t.Helper()
		path, then := filepath.Join(c.dir, name), time.Now().Add(-age)
		if err := os.WriteFile(path, nil, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	put("root.lock", 10*keptFor)
	put("forgotten", keptFor+time.Hour)
	put("used again", keptFor+time.Hour)
	for i := range keptBinaries {
		put(fmt.Sprint("edit ", i), time.Duration(i+1)*time.Minute)
	}
	if !use(filepath.Join(c.dir, "used again")) {
		t.Fatal("a binary is not found")
	}
	c.prune()

	for name, want := range map[string]bool{
		"root.lock":                         true,
		"forgotten":                         false,
		"used again":                        true,
		"edit 0":                            true,
		fmt.Sprint("edit ", keptBinaries-2): true,
		fmt.Sprint("edit ", keptBinaries-1): false, // the oldest one that was not used again
	} {
		if _, err := os.Stat(filepath.Join(c.dir, name)); (err == nil) != want {
			t.Errorf("%q kept: %v, want %v", name, err == nil, want)
		}
	}
}

func TestWaitForTheLockEndsWithItsContext(t *testing.T) {
	c, root := cache{dir: t.TempDir()}, t.TempDir()
	held := make(chan struct{})
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	go c.exclusively(t.Context(), root, func() error {
		close(held)
		<-release
		return nil
	})
	<-held

	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(50*time.Millisecond, func() { cancel(exitCode(130)) })
	err := c.exclusively(ctx, root, func() error { return errors.New("ran beside the holder of the lock") })
	if !errors.Is(err, exitCode(130)) {
		t.Errorf("got %v, want the cause of the context", err)
	}
}

func TestLockFailureIsAnError(t *testing.T) {
	c := cache{dir: filepath.Join(t.TempDir(), "missing")}
	err := c.exclusively(t.Context(), t.TempDir(), func() error { return nil })
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want the reason", err)
	}
}
