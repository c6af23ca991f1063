package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/shell"
)

// Compose runs `docker compose` for this instance with one line of arguments,
// split as a shell would, on this process's own streams. It fails if docker
// compose does, with exit code 1, whatever that exits with.
func (s Sandbox) Compose(ctx context.Context, line string) error {
	args, err := composeArguments(line)
	if err != nil {
		return err
	}
	o, err := s.open(ctx)
	if err != nil {
		return err
	}
	if _, err := o.containers(ctx); err != nil { // or the project is another directory's
		return err
	}
	err = o.Project.Interactive(ctx, s.stdout(), args)
	var ended *compose.Ended
	switch {
	case errors.As(err, &ended):
		return fmt.Errorf("docker compose exited with code %d", ended.Code)
	case errors.Is(err, context.Canceled):
		return outcome.ErrInterrupted
	case err != nil:
		return err
	}
	return nil
}

// ownFlags are those of docker compose itself that may precede a command. Its
// others lead to another project or to other files, which is not what this is for.
var ownFlags = []string{"--profile", "--progress", "--ansi", "--parallel", "--all-resources", "--dry-run"}

// switches are the flags among them that take no value.
var switches = []string{"--all-resources", "--dry-run"}

// composeArguments splits a line and wants a command in it, of this instance.
func composeArguments(line string) ([]string, error) {
	args, err := shell.Split(line)
	if err != nil {
		return nil, fmt.Errorf("the arguments cannot be split into words: %w", err)
	}
	for i := 0; i < len(args); i++ {
		if !strings.HasPrefix(args[i], "-") {
			return args, nil
		}
		name, _, joined := strings.Cut(args[i], "=")
		if !slices.Contains(ownFlags, name) {
			return nil, fmt.Errorf("%s cannot come before the command: here docker compose is told of this instance alone; the flags that can are %s", name, list(ownFlags))
		}
		if !joined && !slices.Contains(switches, name) {
			i++ // its value
		}
	}
	return nil, errors.New(`name a command of docker compose, such as mage sandbox:compose "ps -a"`)
}
