package compose

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/term"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// Ended is returned for a command of the user's that says that it failed.
type Ended struct{ Code int }

func (e *Ended) Error() string { return "it ended with an exit code other than 0" }

// Interactive runs docker compose with this process's own streams, and returns
// an [*Ended] if it fails: it has told the user why. Where there is a terminal,
// it stays in the terminal's foreground: it may read there, and Ctrl-C
// reaches it from there.
func (p Project) Interactive(ctx context.Context, out *os.File, args []string) error {
	cmd := p.cli().Command(ctx, append([]string{"compose"}, args...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, out, os.Stderr
	if term.IsTerminal(int(os.Stdin.Fd())) {
		cmd.SysProcAttr = nil
		cmd.Cancel = func() error { return pass(ctx, cmd.Process) }
	}
	cmd.WaitDelay = 0 // it may have something to finish
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return docker.ErrNoDocker
	case ctx.Err() != nil || docker.Interrupted(err):
		return context.Canceled
	case errors.As(err, &exit):
		return &Ended{exit.ExitCode()}
	}
	return err
}

// pass passes on the signal that ended ctx. Of Ctrl-C, whose context has no
// cause of its own, the terminal has told everybody.
func pass(ctx context.Context, to *os.Process) error {
	if context.Cause(ctx) == context.Canceled {
		return nil
	}
	return to.Signal(syscall.SIGTERM)
}
