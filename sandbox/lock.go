package sandbox

import (
	"context"
	"path/filepath"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// alone waits until no other command is starting or stopping this instance:
// two Compose commands at once would make its network twice, and trip over each
// other's containers. The lock ends with the process, however that ends.
func (o *session) alone(ctx context.Context) (release func(), err error) {
	return alone(ctx, o.console, o.Instance.Dir)
}

func alone(ctx context.Context, c *console.Console, dir string) (release func(), err error) {
	state, err := instance.StateDir(dir)
	if err != nil {
		return nil, err
	}
	lock := textfile.Lock(filepath.Join(state, "lock"))
	held, err := lock.TryLock()
	if err == nil && !held {
		c.Doing("waiting for another command that starts or stops this instance")
		_, err = lock.TryLockContext(ctx, 100*time.Millisecond)
	}
	if ctx.Err() != nil {
		return nil, outcome.ErrInterrupted
	}
	if err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { _ = lock.Unlock() }), nil
}
