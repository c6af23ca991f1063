package sandbox

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/lock"
	"github.com/seed-491dada8/sandbox/internal/stops"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

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

// instance returns the instance in the directory, with its Compose files. The error is
// also for a directory whose identity belongs to another instance.
func (s Sandbox) instance(ctx context.Context) (instance.Instance, error) {
	in, err := s.load()
	if err != nil {
		return in, err
	}
	if workspace.IsUndeclared(s.Stack) {
		derived.TakeDotenv(in)
	}
	if err := derived.FindComposeFile(ctx, &in); err != nil {
		return in, err
	}
	known, _ := claims.All() // unreadable claims are no reason not to work here
	return in, identity.Check(known, in)
}

// open returns the workspace of the instance, with its overlay. It needs no engine.
func (s Sandbox) open(ctx context.Context) (workspace.Workspace, error) {
	in, err := s.instance(ctx)
	if err != nil {
		return workspace.Workspace{}, err
	}
	w, err := workspace.Open(ctx, s.Stack, in)
	if err != nil {
		return w, err
	}
	return w.WithOverlay()
}

const waitingForOther = "waiting for another command that starts or stops this instance"

// lock waits until no other command starts or stops the instance in a directory.
func (s Sandbox) lock(ctx context.Context, dir string) (unlock func(), err error) {
	return lock.Acquire(ctx, dir, func() { s.step(waitingForOther) })
}

// ownContainers returns the containers of an instance. The error is also for a
// container of its project that belongs to another instance.
func ownContainers(ctx context.Context, w workspace.Workspace) ([]docker.Container, error) {
	containers, err := w.Project.Reach(ctx)
	if err != nil {
		return nil, err
	}
	stops.Mark(ctx, w.Project.Project, containers, w.MayBeJob)
	return containers, identity.CheckContainers(w, containers)
}

// survey returns the workspace of an instance and its containers. If it fails, the workspace
// still has the instance.
func (s Sandbox) survey(ctx context.Context, in instance.Instance) (workspace.Workspace, []docker.Container, error) {
	resumed := s.mover().Resume(ctx, in)
	w, containers, err := workspace.Survey(ctx, s.Stack, in)
	if err == nil {
		err = resumed
	}
	if err != nil {
		return w, nil, err
	}
	stops.Mark(ctx, w.Project.Project, containers, w.MayBeJob)
	return w, containers, identity.CheckContainers(w, containers)
}

// checkServices returns an error that lists the services if one of the names is not
// among them. Only known names reach docker, which takes a name that begins with a
// dash for a flag.
func checkServices(w workspace.Workspace, names []string) error {
	for _, name := range names {
		if !slices.Contains(w.Config.Names(), name) {
			return fmt.Errorf("there is no service %q in this stack; it has %s", name, strings.Join(w.Config.Names(), ", "))
		}
	}
	return nil
}
