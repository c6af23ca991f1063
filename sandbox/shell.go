package sandbox

import (
	"context"
	"os"

	"github.com/seed-491dada8/sandbox/internal/session"
)

// ShellOptions choose the service in which a shell runs, and its streams.
type ShellOptions struct {
	Service string
	// The shell reads and writes these files. Nil means those of this process.
	Stdin, Stdout, Stderr *os.File
}

// Shell runs a shell in a service: bash if its container has it, otherwise sh. Of several
// containers it takes the first that runs. On a terminal, the exit code of the
// shell is no error; a script from elsewhere must exit with 0.
func (s Sandbox) Shell(ctx context.Context, options ShellOptions) error {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	if err := checkServices(w, []string{options.Service}); err != nil {
		return err
	}
	containers, err := ownContainers(ctx, w)
	if err != nil {
		return err
	}
	return interrupted(session.Run(ctx, w, containers, options.Service, streams(options.Stdin, options.Stdout, options.Stderr)))
}
