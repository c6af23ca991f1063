package sandbox

import (
	"errors"
	"strings"
)

// Exit codes of the targets. `docker compose`'s own never leak.
const (
	ExitNotTried  = 1 // configuration, engine, images: nothing could be tried
	ExitNotReady  = 2 // the stack was tried and is not ready
	ExitPortTaken = 3 // a port of the instance is taken
)

// exitError is an error that decides the exit code.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func notTried(err error) error  { return &exitError{ExitNotTried, err} }
func notReady(err error) error  { return &exitError{ExitNotReady, err} }
func portTaken(err error) error { return &exitError{ExitPortTaken, err} }

// ExitCode is the code to exit with after err: 0 for nil, and 1 for an error
// that says nothing else.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	var exit *exitError
	if errors.As(err, &exit) {
		return exit.code
	}
	return ExitNotTried
}

func list(names []string) string { return strings.Join(names, ", ") }
