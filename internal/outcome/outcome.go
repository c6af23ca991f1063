// Package outcome holds the errors that decide a command's exit code and its JSON
// error.
package outcome

import (
	"context"
	"errors"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/report"
)

// The exit codes. The codes of `docker compose` are never passed on.
const (
	ExitNotTried  = 1 // nothing could be tried: configuration, engine or image
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

// ExitCode returns the exit code for err: 0 for nil, and ExitNotTried for an error
// without a code of its own.
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

// The errors of an interrupted command, before and after it began to start
// containers.
var (
	ErrInterrupted      = errors.New("interrupted")
	ErrStartInterrupted = fmt.Errorf("%w; what was started is left as it is", ErrInterrupted)
)

// Interruption returns ErrInterrupted in place of err if ctx is done and err has no
// code of its own, so that a verdict stays.
func Interruption(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || ExitCode(err) != ExitNotTried || errors.Is(err, ErrInterrupted) {
		return err
	}
	return ErrInterrupted
}

// Explained is an error with more details for programs than its text.
type Explained struct {
	Text    string // the text for people
	Details report.Error
}

func (e *Explained) Error() string { return e.Text }

// Failure returns the JSON form of err, or nil for nil.
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
