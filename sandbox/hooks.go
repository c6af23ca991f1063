package sandbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"

	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/hooks"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// hooksOf returns the hooks that the stack has in a checkout, for an instance that may be in
// another one. It resolves the Compose files of the checkout only if they name the event.
func (s Sandbox) hooksOf(ctx context.Context, checkout, event string, in instance.Instance) (stack.Hooks, error) {
	if !workspace.IsUndeclared(s.Stack) {
		return s.Stack.Hooks, nil
	}
	project, err := workspace.Prospect(s.Stack, checkout, in.ID)
	if err != nil || !derived.Mentions(project, event) {
		return s.Stack.Hooks, nil
	}
	in.Dir, in.Variables = project.Dir, maps.Clone(in.Variables)
	derived.TakeDotenv(in)
	if err := in.FindComposeFile(); err != nil {
		return stack.Hooks{}, err
	}
	w, err := workspace.Examine(ctx, s.Stack, in)
	if err != nil {
		return stack.Hooks{}, fmt.Errorf("cannot read the hooks of %s: %w", project.Dir, err)
	}
	return w.Stack.Hooks, nil
}

// runHooks runs hooks of an instance with its variables, its secrets included. It returns
// the folder with the evidence of a failure.
func (s Sandbox) runHooks(ctx context.Context, event string, all stack.Hooks, w workspace.Workspace) (evidence string, err error) {
	set, unset := w.ShellVariables(true)
	return hooks.Run{
		Event: event, Dir: w.Instance.Dir, Env: hooks.Environment(os.Environ(), set, unset), Mask: w.Mask(nil), Progress: s.emit,
	}.All(ctx, hooks.Of(all, event))
}

// afterUp runs the hooks of an instance whose gate has passed.
func (s Sandbox) afterUp(ctx context.Context, w workspace.Workspace, r *report.Report) (err error) {
	r.Evidence, err = s.runHooks(ctx, hooks.AfterUp, w.Stack.Hooks, w)
	r.Passed = err == nil
	return err
}

// runHooksIn runs the hooks that the calling checkout has for an event in the directory of an
// instance. It does nothing if the directory is no instance any more.
func (s Sandbox) runHooksIn(ctx context.Context, event, dir string) error {
	in, err := instance.Load(dir, s.Stack.Scheme())
	if errors.Is(err, instance.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	all, err := s.hooksOf(ctx, git.Counterpart(ctx, s.dir(), dir), event, in)
	if err != nil || len(hooks.Of(all, event)) == 0 {
		return err
	}
	w, err := Sandbox{Stack: s.Stack, Dir: dir}.open(ctx)
	if err != nil { // a hook may make the file that Compose misses
		_ = in.FindComposeFile()
		w = workspace.Workspace{Stack: s.Stack, Instance: in, Project: workspace.ProjectOf(s.Stack, in)}
	}
	_, err = s.runHooks(ctx, event, all, w)
	return err
}
