// Package lock keeps two commands from starting or stopping one instance at once.
package lock

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Acquire waits until no other command starts or stops the instance in a directory:
// two Compose commands at once would both create its network, and remove each other's
// containers. It calls waiting if it has to wait. The lock ends with the process,
// however the process ends.
func Acquire(ctx context.Context, dir string, waiting func()) (release func(), err error) {
	state, err := instance.StateDir(dir)
	if err != nil {
		return nil, err
	}
	file := textfile.Lock(filepath.Join(state, "lock"))
	locked, err := file.TryLock()
	if err == nil && !locked {
		waiting()
		if _, err = file.TryLockContext(ctx, 100*time.Millisecond); err == nil {
			err = stillThere(file)
		}
	}
	if ctx.Err() != nil {
		return nil, outcome.ErrInterrupted
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the instance in %s was removed meanwhile", dir)
	}
	if err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { _ = file.Unlock() }), nil
}

// Busy reports whether a command starts or stops the instance in a directory. It reports
// false if that cannot be found out.
func Busy(dir string) bool {
	state, err := instance.StateDir(dir)
	if err != nil {
		return false
	}
	file := textfile.Lock(filepath.Join(state, "lock"))
	locked, err := file.TryLock()
	if locked {
		_ = file.Unlock()
	}
	return err == nil && !locked
}

// stillThere returns an error if the file of a lock that was waited for is gone, since
// its directory was removed. The lock is given back then.
func stillThere(file *flock.Flock) error {
	_, err := os.Stat(file.Path())
	if err != nil {
		_ = file.Unlock()
	}
	return err
}
