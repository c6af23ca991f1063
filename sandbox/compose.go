package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/outcome"
)

// ComposeOptions hold the arguments of docker compose and its streams.
type ComposeOptions struct {
	Args []string // such as "ps", "-a"
	// The command reads and writes these files. Nil means those of this process.
	Stdin, Stdout, Stderr *os.File
}

// Compose runs `docker compose` for this instance. If docker compose fails, the exit
// code is 1, whatever docker compose's own was.
func (s Sandbox) Compose(ctx context.Context, options ComposeOptions) error {
	if err := compose.CheckArguments(options.Args); err != nil {
		return err
	}
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	if _, err := ownContainers(ctx, w); err != nil { // the project may be another directory's
		return err
	}
	err = w.Project.Interactive(ctx, streams(options.Stdin, options.Stdout, options.Stderr), options.Args)
	var ended *compose.Ended
	if errors.As(err, &ended) {
		return fmt.Errorf("docker compose exited with code %d", ended.Code)
	}
	return interrupted(err)
}

// streams returns the files that a command reads and writes: for nil those of this
// process.
func streams(in, out, err *os.File) compose.Streams {
	return compose.Streams{In: cmp.Or(in, os.Stdin), Out: cmp.Or(out, os.Stdout), Err: cmp.Or(err, os.Stderr)}
}

// interrupted returns the error of a command that the user typed, which Ctrl-C may have ended.
func interrupted(err error) error {
	if errors.Is(err, context.Canceled) {
		return outcome.ErrInterrupted
	}
	return err
}
