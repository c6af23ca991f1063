package bootstrap

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/magefile/mage/mage"
	"github.com/magefile/mage/mg"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

const (
	// A compiled magefile takes some 20 MB, and every edit makes another. The cache keeps the newest, which worktrees
	// and branches share.
	keptBinaries = 16
	keptFor      = 7 * 24 * time.Hour

	// Compiling again takes seconds. Editors and checkouts finish their changes in fewer attempts.
	compileAttempts = 3

	// A compile after an edit takes less. With an empty build cache it takes longer, and silence would look like a hang.
	noticeAfter = 4 * time.Second
)

// cache is a folder with one compiled magefile for each state of the sources, and one lock for each module root.
type cache struct {
	dir string
}

// openCache creates the cache in MAGEFILE_CACHE if set, otherwise in the user's cache directory.
func openCache() (cache, error) {
	parent := os.Getenv(mg.CacheEnv)
	if parent == "" {
		var err error
		if parent, err = os.UserCacheDir(); err != nil {
			return cache{}, fmt.Errorf("no folder for compiled magefiles, set %s: %w", mg.CacheEnv, err)
		}
	}
	dir, err := filepath.Abs(filepath.Join(parent, "mage-bootstrap"))
	if err != nil {
		return cache{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return cache{}, fmt.Errorf("no folder for compiled magefiles, set %s: %w", mg.CacheEnv, err)
	}
	if err := private(dir); err != nil {
		return cache{}, fmt.Errorf("compiled magefiles in %s would not be safe: %w; remove that folder, or set %s", dir, err, mg.CacheEnv)
	}
	return cache{dir: dir}, nil
}

// binary returns the path of the magefiles, compiled from the current sources.
func (c cache) binary(ctx context.Context, inv mage.Invocation, root string) (string, error) {
	var files string
	read := make(chan error, 1)
	go func() { // ends when the go command does
		var err error
		files, err = filesOf(root)
		read <- err
	}()
	src, err := inspect(ctx, inv, root)
	if err := errors.Join(err, <-read); err != nil {
		return "", err
	}
	fresh := inv.Force || inv.Keep || src.external
	path := c.place(src.keyOf(files))
	if !fresh && use(path) {
		return path, nil
	}
	patience := time.AfterFunc(noticeAfter, func() {
		fmt.Fprintln(os.Stderr, "mage: compiling the magefiles; the first time this takes up to a minute")
	})
	defer patience.Stop()
	err = c.exclusively(ctx, root, func() error {
		path, err = c.compile(ctx, inv, src, fresh)
		return err
	})
	return path, err
}

// compile adds the compiled magefiles for src to the cache. It runs under the
// root's lock.
func (c cache) compile(ctx context.Context, inv mage.Invocation, src sources, fresh bool) (string, error) {
	tmp, err := os.MkdirTemp(c.dir, "compile-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(tmp)
	inv.CompileOut = filepath.Join(tmp, "mage"+exeSuffix()) // help texts take the program's name from this file

	for range compileAttempts {
		path := c.path(src)
		if !fresh && use(path) {
			return path, nil // another call compiled it first
		}
		if err := invoke(ctx, inv); err != nil {
			return "", err
		}
		if c.path(src) != path {
			continue // edited during the compile, so the binary matches neither state
		}
		// Windows refuses to replace a running binary. The existing binary is the same unless fresh is set.
		if err := os.Rename(inv.CompileOut, path); err != nil && (fresh || !use(path)) {
			return "", err
		}
		c.prune()
		return path, nil
	}
	return "", errors.New("the sources keep changing while they are compiled: try again when they no longer change")
}

// invoke makes mage generate its main file and compile. It returns early when ctx is done. mage prints the errors in the
// sources.
func invoke(ctx context.Context, inv mage.Invocation) error {
	inv.Stdout = inv.Stderr // only the target's result goes to stdout
	ended := make(chan int, 1)
	go func() { ended <- mage.Invoke(inv) }()
	select {
	case code := <-ended:
		if code != 0 {
			return exitCode(code)
		}
		return nil
	case <-ctx.Done():
		os.Remove(filepath.Join(mage.MagefilesDirName, generated))
		return context.Cause(ctx)
	}
}

// exclusively calls do under the lock of root, because mage generates its main file at a fixed path
// there.
func (c cache) exclusively(ctx context.Context, root string, do func() error) error {
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real // one lock for all paths to the same directory
	}
	lock := textfile.Lock(filepath.Join(c.dir, digest(root)+".lock"))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return fmt.Errorf("lock the magefiles for compiling: %w", err)
	}
	defer lock.Unlock()
	return do()
}

// path returns the path of the magefiles compiled from src.
func (c cache) path(src sources) string { return c.place(src.key()) }

func (c cache) place(key string) string { return filepath.Join(c.dir, key+exeSuffix()) }

// prune removes the least recently used binaries. A running binary is safe: it keeps its file if the system allows the
// removal, and otherwise the removal fails.
func (c cache) prune() {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return
	}
	var infos []os.FileInfo
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && !strings.HasSuffix(entry.Name(), ".lock") {
			infos = append(infos, info)
		}
	}
	slices.SortFunc(infos, func(a, b os.FileInfo) int { return cmp.Compare(b.ModTime().UnixNano(), a.ModTime().UnixNano()) })
	for i, info := range infos {
		if i >= keptBinaries || time.Since(info.ModTime()) > keptFor {
			os.RemoveAll(filepath.Join(c.dir, info.Name()))
		}
	}
}

// clean removes all compiled magefiles. It keeps the locks, because a removed lock that is still held
// excludes nobody.
func (c cache) clean(out io.Writer) error {
	entries, err := os.ReadDir(c.dir)
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".lock") {
			err = errors.Join(err, os.RemoveAll(filepath.Join(c.dir, entry.Name())))
		}
	}
	if err == nil {
		fmt.Fprintln(out, c.dir, "cleaned")
	}
	return err
}

// use reports whether a compiled magefile exists at path, and marks it as used for prune.
func use(path string) bool {
	if _, err := os.Stat(path); err != nil {
		return false
	}
	now := time.Now()
	os.Chtimes(path, now, now)
	return true
}

func exeSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}

func digest(s string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(s)))
}
