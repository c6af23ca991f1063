package workspace

import (
	"context"
	"maps"
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/inside"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/stack"
)

// IsUndeclared reports whether a stack is to be derived from the Compose files.
func IsUndeclared(s stack.Stack) bool { return len(s.Services) == 0 }

// Declared returns the stack that the workspace was opened with, without what is
// derived.
func (w Workspace) Declared() stack.Stack { return w.declared }

// Prospect returns the Compose project that a directory would have as an instance.
func Prospect(s stack.Stack, dir, id string) (compose.Project, error) {
	dir, err := instance.Real(dir)
	if err != nil {
		return compose.Project{}, err
	}
	in := instance.Instance{Dir: dir, ID: id, Variables: map[string]string{"INSTANCE_ID": id, "COMPOSE_PROJECT_NAME": id, "SANDBOX_BIND": "127.0.0.1"}}
	derived.TakeDotenv(in)
	if err := in.FindComposeFile(); err != nil {
		return compose.Project{}, err
	}
	return ProjectOf(s, in), nil
}

// Preview returns the stack that a directory would have as an instance, whose slot and ports
// next returns. It needs no engine.
func Preview(ctx context.Context, dir, id string, next derived.Next) (derived.Preview, error) {
	project, err := Prospect(stack.Stack{}, dir, id)
	if err != nil {
		return derived.Preview{}, err
	}
	resolved, err := derived.Resolve(ctx, project)
	if err != nil {
		return derived.Preview{}, err
	}
	return derived.Look(resolved, project.Dir, next)
}

// Examine returns the workspace of an instance whose stack is derived, and writes nothing.
func Examine(ctx context.Context, s stack.Stack, in instance.Instance) (Workspace, error) {
	return openDerived(ctx, s, in, derived.OpenAnew)
}

// openDerived returns the workspace of an instance whose stack is derived, with the
// declared additions.
func openDerived(ctx context.Context, s stack.Stack, in instance.Instance, open func(context.Context, compose.Project, instance.Instance) (derived.Stack, error)) (Workspace, error) {
	p := project(s, in)
	var d derived.Stack
	w, err := locate(ctx, s, in, p, func() (_ compose.Config, err error) {
		if d, err = open(ctx, p, in); err == nil {
			d.Derived, err = d.Derived.Add(s)
		}
		return d.Config, err
	})
	if err != nil {
		return w, err
	}
	return w.derivedAs(d), nil
}

// derivedAs returns the workspace with the stack that was derived for its instance.
func (w Workspace) derivedAs(d derived.Stack) Workspace {
	w.Derived, w.Stack = &d, d.Derived.Stack
	w.Instance.Ports = d.Numbers
	w.Instance.Variables = maps.Clone(w.Instance.Variables)
	for name, number := range d.Numbers {
		w.Instance.Variables[name] = strconv.Itoa(number)
	}
	return w.withHostname()
}

// LastKnown returns the workspace of an instance as its files were last resolved, even if
// they have changed since. It asks neither Compose nor the engine. Without a cached
// configuration, the workspace has none. A stack that is not declared here may be declared
// elsewhere: it is the zero stack then.
func LastKnown(s stack.Stack, in instance.Instance) Workspace {
	w := Workspace{Stack: s, Instance: in}
	config, cached := compose.LastConfig(CachedConfig(in.Dir))
	if d, found := derived.LastKnown(in); found && (IsUndeclared(s) || !cached) {
		w.Config = d.Config
		return w.derivedAs(d)
	}
	w.Config = config
	return w.withHostname()
}

// Judge returns what the container of a service has to be, "" if the service is
// asked by a probe.
func (w Workspace) Judge(service string) derive.Judge {
	if w.Derived == nil {
		return ""
	}
	return w.Derived.Asked(service).Judge
}

// Client returns the client that asks a service in its container, nil if there is none.
func (w Workspace) Client(service string) *inside.Client {
	if w.Derived == nil {
		return nil
	}
	return w.Derived.Asked(service).Client
}

// Ending returns what it means that a container of a service has exited with code 0.
func (w Workspace) Ending(service string) jobs.Ending {
	judge := w.Judge(service)
	switch {
	case judge == derive.ByExitCode, w.Excused(service):
		return jobs.Success
	case judge != derive.ByRunning && w.Stack.Asks(service):
		return jobs.Outage
	}
	return jobs.Of(w.Config.Project, service)
}

// MayBeJob reports whether nothing says whether the service of a container is a job.
func (w Workspace) MayBeJob(c docker.Container) bool {
	return w.Ending(c.Service()) == jobs.Perhaps && c.Health() == ""
}

// Asked reports whether a check asks the service. A job, whose container has to end with
// exit code 0, is not asked.
func (w Workspace) Asked(service string) bool {
	return w.Stack.Asks(service) && w.Judge(service) != derive.ByExitCode
}
