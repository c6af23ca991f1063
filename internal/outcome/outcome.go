// Package outcome holds the errors by which a use case says how it ended: which
// exit code that means, and what programs learn of it.
package outcome

import (
	"context"
	"errors"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/report"
)

// The exit codes. Those of `docker compose` never show.
const (
	ExitNotTried  = 1 // configuration, engine, images: nothing could be tried
	ExitNotReady  = 2 // the stack was tried and is not ready
	ExitPortTaken = 3 // a port of the instance is taken, or no slot is free
)

// coded is an error with an exit code other than ExitNotTried.
type coded struct {
	code int
	err  error
}

func (e *coded) Error() string { return e.err.Error() }
func (e *coded) Unwrap() error { return e.err }

// NotReady returns err with the exit code for a stack that is not ready.
func NotReady(err error) error { return &coded{ExitNotReady, err} }

// PortTaken returns err with the exit code for a port that is taken.
func PortTaken(err error) error { return &coded{ExitPortTaken, err} }

// ExitCode returns the code to exit with after err: 0 for nil, ExitNotTried for
// an error without a code of its own.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	var exit *coded
	if errors.As(err, &exit) {
		return exit.code
	}
	return ExitNotTried
}

// Errors of a command that was interrupted, before and after it began to start
// something.
var (
	ErrInterrupted      = errors.New("interrupted")
	ErrStartInterrupted = fmt.Errorf("%w; what was started is left as it is", ErrInterrupted)
)

// Interruption returns ErrInterrupted in place of err if ctx ended: a command
// that could not try something then was interrupted. A verdict stays.
func Interruption(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || ExitCode(err) != ExitNotTried || errors.Is(err, ErrInterrupted) {
		return err
	}
	return ErrInterrupted
}

// Explained is an error of which programs learn more than its text.
type Explained struct {
	Text    string // for people
	Details report.Error
}

func (e *Explained) Error() string { return e.Text }

// Failure describes err for programs; it returns nil for nil.
func Failure(err error) *report.Error {
	if err == nil {
		return nil
	}
	failure := report.Error{Message: err.Error()}
	var explained *Explained
	if errors.As(err, &explained) {
		failure = explained.Details
	}
	if errors.Is(err, docker.ErrNoEngine) {
		gone := diagnose.ComposeError{Cause: diagnose.EngineGone}
		failure.Cause, failure.Hint = string(gone.Cause), gone.Hint()
	}
	if errors.Is(err, docker.ErrNamedEngine) {
		failure.Hint = "start the engine, or correct what leads to it in .env.sandbox"
	}
	failure.Exit, failure.Interrupted = ExitCode(err), errors.Is(err, ErrInterrupted) || errors.Is(err, context.Canceled)
	return &failure
}
