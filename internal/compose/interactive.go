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

// Streams are the files that a command reads and writes.
type Streams struct{ In, Out, Err *os.File }

// Terminal reports whether a person types into a command and sees what it writes.
func (s Streams) Terminal() bool {
	return term.IsTerminal(int(s.In.Fd())) && term.IsTerminal(int(s.Out.Fd()))
}

// Interactive runs docker compose on the user's streams. It returns an [*Ended] if
// the command fails, which then has said why. On a terminal the command stays in the
// foreground, so that it can read there and Ctrl-C reaches it.
func (p Project) Interactive(ctx context.Context, streams Streams, args []string) error {
	return p.interactive(ctx, streams, append([]string{"compose"}, args...))
}

// InteractiveExec runs a program in a container on the user's streams, as [Project.Interactive]
// does.
func (p Project) InteractiveExec(ctx context.Context, streams Streams, container, program string) error {
	args := []string{"exec", "--interactive"}
	if streams.Terminal() {
		args = append(args, "--tty")
	}
	return p.interactive(ctx, streams, append(args, container, program))
}

func (p Project) interactive(ctx context.Context, streams Streams, args []string) error {
	cmd := p.cli().Command(ctx, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = streams.In, streams.Out, streams.Err
	if term.IsTerminal(int(streams.In.Fd())) {
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
