package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/outcome"
)

// ComposeOptions are a command of docker compose and its streams.
type ComposeOptions struct {
	Args []string // such as ps and -a
	// The command reads and writes these files. Nil means those of this process.
	Stdin, Stdout, Stderr *os.File
}

// Compose runs `docker compose` for this instance. If docker compose fails, the exit
// code is 1, whatever docker compose's own was.
func (s Sandbox) Compose(ctx context.Context, options ComposeOptions) error {
	if err := checkArguments(options.Args); err != nil {
		return err
	}
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	if _, err := ownContainers(ctx, w); err != nil { // or the project is another directory's
		return err
	}
	streams := compose.Streams{In: cmp.Or(options.Stdin, os.Stdin), Out: cmp.Or(options.Stdout, os.Stdout), Err: cmp.Or(options.Stderr, os.Stderr)}
	err = w.Project.Interactive(ctx, streams, options.Args)
	var ended *compose.Ended
	switch {
	case errors.As(err, &ended):
		return fmt.Errorf("docker compose exited with code %d", ended.Code)
	case errors.Is(err, context.Canceled):
		return outcome.ErrInterrupted
	}
	return err
}

// ownFlags are the flags of docker compose itself that may precede a command. Its
// other flags lead to another project or to other files.
var ownFlags = []string{"--profile", "--progress", "--ansi", "--parallel", "--all-resources", "--dry-run"}

// switches are the flags among them that take no value.
var switches = []string{"--all-resources", "--dry-run"}

// checkArguments returns an error unless the arguments name a command, and leave it
// to this instance.
func checkArguments(args []string) error {
	for i := 0; i < len(args); i++ {
		if !strings.HasPrefix(args[i], "-") {
			return nil
		}
		name, _, joined := strings.Cut(args[i], "=")
		if !slices.Contains(ownFlags, name) {
			return fmt.Errorf("%s cannot come before the command: here docker compose is told of this instance alone; the flags that can are %s", name, list(ownFlags))
		}
		if !joined && !slices.Contains(switches, name) {
			i++ // its value
		}
	}
	return errors.New(`name a command of docker compose, such as mage sandbox:compose "ps -a"`)
}
