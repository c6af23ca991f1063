// Package lock keeps two commands from starting or stopping one instance at once.
package lock

import (
	"context"
	"path/filepath"
	"sync"
	"time"

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
		_, err = file.TryLockContext(ctx, 100*time.Millisecond)
	}
	if ctx.Err() != nil {
		return nil, outcome.ErrInterrupted
	}
	if err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { _ = file.Unlock() }), nil
}
