// Package sandbox gives a working directory its own running stack: it starts
// the stack, says whether it is ready, and shows, follows and stops it.
//
// A [stack.Stack] declares how to reach the services that a Compose file runs, and what to
// ask them. The zero Stack is derived from the Compose file. Every method of [Sandbox] is
// one use case. It works on a directory, prints nothing, and returns its document;
// [ExitCode] returns the exit code of its error.
package sandbox

import (
	"cmp"
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Version is recorded in each new .env.sandbox.
const Version = "0.2.0"

// Sandbox is a stack in a directory. Its methods are the use cases. With a Stack that
// declares no services, they derive the stack from the Compose file.
type Sandbox struct {
	Stack stack.Stack
	// Dir is the instance's directory; empty means the current one.
	Dir string
	// Progress receives the events of a use case while it runs, one at a time. Nil
	// discards them.
	Progress func(report.Event)
	// Confirm asks the user to agree, for example to a deletion. Asked is false if nobody
	// can be asked, as for a nil Confirm. Options such as Yes agree beforehand.
	Confirm func(ctx context.Context, question string) (agreed, asked bool)
}

// step reports a step of the use case.
func (s Sandbox) step(format string, args ...any) {
	s.emit(report.Step(format, args...))
}

// emit passes an event on.
func (s Sandbox) emit(e report.Event) {
	if s.Progress != nil {
		s.Progress(e)
	}
}

// dir returns the instance's directory.
func (s Sandbox) dir() string { return cmp.Or(s.Dir, ".") }

// validate returns an error for a stack that is declared wrongly. What is added to a
// derived stack is validated with it.
func (s Sandbox) validate() error {
	if workspace.IsUndeclared(s.Stack) {
		return nil
	}
	if err := s.Stack.Validate(); err != nil {
		return fmt.Errorf("the stack is declared wrongly:\n%w", err)
	}
	return nil
}
