// Package setup prepares a machine for a sandbox: a Docker engine, Docker Compose and the stack's images.
// It changes a machine only if it runs Debian and setup runs as root. On other machines it explains what
// to do.
package setup

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// lockPath is one lock for the machine, like its engine. Only root changes the machine, so only root needs to
// write there.
const lockPath = "/run/sandbox-setup.lock"

// Options describes the needs of a stack.
type Options struct {
	Out      io.Writer // receives the progress and the output of commands
	Images   []Image   // default images of the stack; if empty, images are not mentioned
	StandIns []StandIn // replacements for Images if no registry answers
	Home     string    // absolute directory for images.env, which belongs to the engine's machine and this user
}

// Run prepares the machine to start the stack. It never changes what already exists. If two runs overlap, the second
// waits for the first. Its errors say what to do.
func Run(ctx context.Context, opts Options) error {
	if !filepath.IsAbs(opts.Home) {
		return fmt.Errorf("the sandbox home %q is not an absolute path", opts.Home)
	}
	err := run(ctx, opts)
	if err != nil && ctx.Err() != nil {
		// An interrupted command may fail with any error.
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
	if m.mayChange() {
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
