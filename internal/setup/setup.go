// Package setup makes a machine able to run a sandbox: a Docker engine, Docker Compose and the stack's
// images. It changes the machine only where that is safe, on Debian as root; elsewhere it says what to do.
package setup

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// lockPath is one for the machine, as the engine is; only root, who alone changes the machine, can write there.
const lockPath = "/run/sandbox-setup.lock"

// Options says what a stack needs of its machine.
type Options struct {
	Out      io.Writer // takes the progress and the output of the commands
	Images   []Image   // what the stack runs unless told otherwise; where there are none, no word is said of images
	StandIns []StandIn // what can be built for Images where no registry answers; none are if empty
	Home     string    // absolute directory of what this user knows of the engine's machine, for images.env
}

// Run brings the machine to where the stack can start, and changes nothing that is there already. Of two runs at once
// the second waits for the first. An error says what to do about it.
func Run(ctx context.Context, opts Options) error {
	if !filepath.IsAbs(opts.Home) {
		return fmt.Errorf("the sandbox home %q is not an absolute path", opts.Home)
	}
	err := run(ctx, opts)
	if err != nil && ctx.Err() != nil {
		// A command that was interrupted fails for any reason it likes.
		return fmt.Errorf("setup was interrupted, run it again to complete it: %w", context.Cause(ctx))
	}
	return err
}

func run(ctx context.Context, opts Options) error {
	m, err := lookAtMachine()
	if err != nil {
		return err
	}
	steps := Steps{Out: opts.Out}
	if m.ours() {
		unlock, err := lock(ctx, steps)
		if err != nil {
			return err
		}
		defer unlock()
	}
	if err := ensureEngine(ctx, steps, m); err != nil {
		return err
	}
	if err := ensureCompose(ctx, steps, m); err != nil {
		return err
	}
	if len(opts.Images) == 0 {
		return nil
	}
	return newSupply(opts, m).ensureImages(ctx)
}

func lock(ctx context.Context, steps Steps) (unlock func(), err error) {
	l := textfile.Lock(lockPath)
	locked, err := l.TryLock()
	if err == nil && !locked {
		steps.Say("waiting for another setup on this machine ...")
		_, err = l.TryLockContext(ctx, 200*time.Millisecond)
	}
	if err != nil {
		return nil, fmt.Errorf("waiting for the lock of setup, %s: %w", lockPath, err)
	}
	return func() { l.Close() }, nil
}
