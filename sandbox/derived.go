package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// repositoryOf returns the repository in which the slots of instances with a derived
// stack count: that of a directory, or the directory itself outside of git.
func repositoryOf(dir string) string {
	if common := git.Common(dir); common != "" {
		return common
	}
	return dir
}

// claimed claims a slot for a new instance whose Compose files are in the current
// directory, and returns the sandbox with the stack that has the instance's ports.
func (s Sandbox) claimed(ctx context.Context, wanted claims.Claim) (Sandbox, claims.Claim, error) {
	var d derive.Derived
	err := instance.ErrNoComposeFile
	if workspace.IsUndeclared(s.Stack) {
		d, err = s.resolveHere(ctx, wanted.ID)
	}
	if errors.Is(err, instance.ErrNoComposeFile) { // there are no ports to derive
		claim, err := s.claim(ctx, wanted)
		return s, claim, err
	}
	if err != nil {
		return s, wanted, err
	}
	if wanted.Host, err = engines.Host(ctx, wanted.Engine); err != nil {
		return s, wanted, err
	}
	here, err := instance.Real(s.dir())
	if err != nil {
		return s, wanted, err
	}
	wanted.Repository = repositoryOf(here)
	known, _ := claims.All()
	if err := unclaimed(known, wanted); err != nil {
		return s, wanted, err
	}
	for _, c := range known { // of an instance that has lost its file
		if c.Dir == wanted.Dir && c.ID == wanted.ID && c.Host == wanted.Host {
			wanted = succeeding(c, wanted)
		}
	}
	claim, numbers, err := derived.Claim(ctx, d.Ports, wanted, nil, inUseOn(ctx, wanted))
	if err != nil {
		return s, claim, err
	}
	s.Stack = d.With(numbers)
	s.Stack.Services = append(s.Stack.Services, ranges(d.Ports, numbers)...)
	return s, claim, nil
}

// ranges returns services for the ports that the derived stack does not have: those
// that Compose takes out of a range.
func ranges(all []derive.Port, numbers map[string]int) []stack.Service {
	var services []stack.Service
	for _, port := range all {
		if port.Width > 1 {
			number := numbers[port.Variable]
			services = append(services, stack.Service{Name: port.Service, Ports: []ports.Port{{Variable: port.Variable, Zero: number, Base: number}}})
		}
	}
	return services
}

// resolveHere derives the stack of the Compose files in the current directory for a
// new instance.
func (s Sandbox) resolveHere(ctx context.Context, id string) (derive.Derived, error) {
	dir, err := instance.Real(s.dir())
	if err != nil {
		return derive.Derived{}, err
	}
	in := instance.Instance{Dir: dir, ID: id, Variables: map[string]string{"INSTANCE_ID": id, "COMPOSE_PROJECT_NAME": id, "SANDBOX_BIND": "127.0.0.1"}}
	derived.TakeDotenv(in)
	if err := in.FindComposeFile(); err != nil {
		return derive.Derived{}, err
	}
	r, err := derived.Resolve(ctx, workspace.ProjectOf(stack.Stack{}, in))
	if err != nil {
		return derive.Derived{}, err
	}
	return derive.Stack(r.Project, r.Variables)
}

// inUseOn returns a function that reports whether a port is in use on the machine of
// a claim. Another machine's engine is asked once for its containers; if it does not
// answer, the claims decide.
func inUseOn(ctx context.Context, claim claims.Claim) derived.InUse {
	if claim.Host == "" {
		return func(ctx context.Context, port ports.Binding) (bool, error) {
			taken, err := ports.Taken(ctx, []ports.Binding{port})
			return len(taken) > 0, err
		}
	}
	limited, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	running, _ := compose.NewProject(claim.ID, claim.Engine.Variables()).Running(limited)
	return func(_ context.Context, port ports.Binding) (bool, error) {
		port.Host = "0.0.0.0"
		return len(held(running, []ports.Binding{port})) > 0, nil
	}
}

// addPorts gives ports to services that were added since `sandbox:init`, appends them to
// .env.sandbox, and opens the workspace again. It does nothing if no port is missing.
func (o *session) addPorts(ctx context.Context) error {
	if o.Derived == nil || len(o.Derived.Missing) == 0 {
		return nil
	}
	known, _ := claims.All()
	claim, claimed := claims.Of(known, o.Instance)
	if !claimed {
		claim = claims.Claim{Slot: o.Instance.Slot, Key: o.Instance.Key, Host: o.Instance.Machine, Repository: repositoryOf(o.Instance.Dir)}
	}
	numbers, err := derived.Extend(ctx, o.Derived.Ports, claim, o.Derived.Numbers, inUseOn(ctx, claim))
	if err != nil {
		return err
	}
	var lines []instance.Variable
	for _, port := range o.Derived.Missing {
		o.console.Doing(fmt.Sprintf("new port: %s is %d", port.Variable, numbers[port.Variable]))
		lines = append(lines, instance.Variable{Name: port.Variable, Value: strconv.Itoa(numbers[port.Variable])})
	}
	if err := instance.Append(o.Instance.Dir, lines); err != nil {
		return err
	}
	variables := o.Instance.Variables
	for _, line := range lines {
		variables[line.Name] = line.Value
	}
	o.Workspace, err = workspace.OpenCached(ctx, o.Declared(), o.Instance)
	return err
}
