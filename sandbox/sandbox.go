// Package sandbox gives a working directory its own running stack: it starts
// the stack, says whether it is ready, and shows, follows and stops it.
//
// A [stack.Stack] declares how to meet the services that a Compose file runs, and what
// to ask them. The directory is the current one. Every method of [Sandbox] is one
// use case, and may be called without mage; [ExitCode] tells what to end with.
package sandbox

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Version is recorded in each new .env.sandbox.
const Version = "0.1.0"

// Sandbox is a stack in a directory. Its methods are the use cases.
type Sandbox struct {
	Stack stack.Stack
	// Dir is the instance's directory; empty means the current one.
	Dir string
	// Progress receives the events of a use case while it runs, one at a time. Nil
	// discards them.
	Progress func(report.Event)
	// Confirm asks a person to agree to a deletion; asked is false if there is
	// nobody to ask. Nil stands for nobody. Options such as Yes agree beforehand.
	Confirm func(ctx context.Context, question string) (agreed, asked bool)
}

// session is one use case at work on one instance.
type session struct {
	workspace.Workspace
	emit func(report.Event)
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

// open finds the instance and resolves its Compose files. It needs no engine.
func (s Sandbox) open(ctx context.Context) (*session, error) {
	o, err := s.find()
	if err != nil {
		return nil, err
	}
	if err := o.resolve(ctx); err != nil {
		return nil, err
	}
	return o, o.writeOverlay()
}

// validate returns an error for a stack that is declared wrongly.
func (s Sandbox) validate() error {
	if err := s.Stack.Validate(); err != nil {
		return fmt.Errorf("the stack is declared wrongly:\n%w", err)
	}
	return nil
}

// load returns the instance in the directory.
func (s Sandbox) load() (instance.Instance, error) {
	if err := s.validate(); err != nil {
		return instance.Instance{}, err
	}
	switch info, err := os.Stat(s.dir()); {
	case err != nil:
		return instance.Instance{}, fmt.Errorf("there is no instance in the directory %s: %w", s.dir(), err)
	case !info.IsDir():
		return instance.Instance{}, fmt.Errorf("there is no instance in %s, which is no directory", s.dir())
	}
	return instance.Load(s.dir(), s.Stack.Scheme())
}

// find loads the instance in the directory, and finds its Compose files.
func (s Sandbox) find() (*session, error) {
	in, err := s.load()
	if err != nil {
		return nil, err
	}
	if workspace.IsUndeclared(s.Stack) {
		derived.TakeDotenv(in)
	}
	if err := in.FindComposeFile(); err != nil {
		return nil, err
	}
	known, _ := claims.All() // what cannot be read is no reason not to work here
	if err := identity.Check(known, in); err != nil {
		return nil, err
	}
	return &session{Workspace: workspace.Workspace{Stack: s.Stack, Instance: in, Project: workspace.ProjectOf(s.Stack, in)}, emit: s.emit}, nil
}

// containers returns the instance's own. The error is also for a container of its
// project that is another instance's: it is not ours to touch.
func (o *session) containers(ctx context.Context) ([]docker.Container, error) {
	containers, err := o.Project.Reach(ctx)
	return o.own(containers, err)
}

// own returns the containers that were found for the project, or an error.
func (o *session) own(containers []docker.Container, err error) ([]docker.Container, error) {
	if err != nil {
		return nil, err
	}
	if foreign := o.identity().Foreign(containers); len(foreign) > 0 {
		return nil, fmt.Errorf("instance id %s is in use by %s (%s); choose another: delete .env.sandbox here and run `mage sandbox:init -name=ID`",
			o.Instance.ID, plain.Line(cmp.Or(foreign[0].WorkingDir(), "another directory")), ownership.Container(foreign[0]))
	}
	return containers, nil
}

func (o *session) asked(service string) bool { return o.Asked(service) }

// knownServices returns an error that lists the services, if one of the names
// is none of them. Only known names reach docker, which takes a name that
// begins with a dash for a flag.
func (o *session) knownServices(names []string) error {
	for _, name := range names {
		if !slices.Contains(o.Config.Names(), name) {
			return fmt.Errorf("there is no service %q in this stack; it has %s", name, list(o.Config.Names()))
		}
	}
	return nil
}
