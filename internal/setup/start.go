package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

const (
	engineLog    = "/var/log/dockerd.log"
	startTimeout = 60 * time.Second
	logExcerpt   = 10 // lines
)

// start starts the installed engine and waits until it answers.
func start(ctx context.Context, steps Steps) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("no answer within %s", startTimeout))
	defer cancel()
	if _, err := os.Stat("/run/systemd/system"); err == nil {
		if err := proc.Run(proc.Command(ctx, "systemctl", "start", "docker"), steps.Out); err != nil {
			return fmt.Errorf("%w; its log: journalctl --unit docker", err)
		}
		if err := waitForEngine(ctx, nil); err != nil {
			return fmt.Errorf("%w; its log: journalctl --unit docker", err)
		}
		return nil
	}
	return startDetached(ctx)
}

// startDetached starts dockerd on a machine without a service manager. dockerd outlives this process and its
// terminal, so it runs under setsid and without ctx.
func startDetached(ctx context.Context) error {
	log, err := os.OpenFile(engineLog, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	defer log.Close()
	before, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	dockerd := exec.Command(proc.Find("setsid"), proc.Find("dockerd"))
	dockerd.Env = append(os.Environ(), "PATH="+os.Getenv("PATH")+":/usr/local/sbin:/usr/sbin:/sbin")
	dockerd.Stdout, dockerd.Stderr = log, log
	if err := dockerd.Start(); err != nil {
		return fmt.Errorf("starting dockerd: %w", err)
	}
	exited := make(chan struct{})
	go func() {
		dockerd.Wait()
		close(exited)
	}()

	if err := waitForEngine(ctx, exited); err != nil {
		return fmt.Errorf("%w; the end of %s:\n%s", err, engineLog, lastLines(log, before, logExcerpt))
	}
	return nil
}

// waitForEngine waits until the engine answers. If its process exits, it waits a few seconds more: the package's
// own service may have started first, and then ours exits.
func waitForEngine(ctx context.Context, exited <-chan struct{}) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	poll := time.NewTicker(500 * time.Millisecond)
	defer poll.Stop()
	for {
		_, err := engineVersion(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			if errors.Is(context.Cause(ctx), context.Canceled) {
				return ctx.Err()
			}
			return fmt.Errorf("the Docker engine did not come up: %w", context.Cause(ctx))
		case <-exited:
			exited = nil
			time.AfterFunc(5*time.Second, func() { cancel(errors.New("dockerd exited")) })
		case <-poll.C:
		}
	}
}

// lastLines returns the last n lines written to log after the offset before.
func lastLines(log io.ReaderAt, before int64, n int) string {
	text, err := io.ReadAll(io.NewSectionReader(log, before, 1<<20))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
