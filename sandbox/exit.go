package sandbox

import (
	"github.com/seed-491dada8/sandbox/internal/outcome"
)

// The exit codes of the targets. The exit code of docker compose is never passed on.
const (
	ExitNotTried  = outcome.ExitNotTried  // configuration, engine, images: nothing could be tried
	ExitNotReady  = outcome.ExitNotReady  // the stack was tried and is not ready
	ExitPortTaken = outcome.ExitPortTaken // a port of the instance is taken, or no slot is free
)

// ExitCode returns the code to exit with after err: 0 for nil, ExitNotTried for
// an error that says nothing else.
func ExitCode(err error) int { return outcome.ExitCode(err) }
