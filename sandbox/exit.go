package sandbox

import (
	"context"
	"errors"
	"fmt"
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

// What a command that was interrupted ends with, and one that had begun to start
// something.
var (
	errInterrupted      = errors.New("interrupted")
	errStartInterrupted = fmt.Errorf("%w; what was started is left as it is", errInterrupted)
)

// interruption is what to tell in place of err after an interruption: whatever
// could not be tried then, could not for that. A verdict stands.
func interruption(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || ExitCode(err) != ExitNotTried || errors.Is(err, errInterrupted) {
		return err
	}
	return notTried(errInterrupted)
}

func list(names []string) string { return strings.Join(names, ", ") }
