package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/hooks"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// runHooks runs hooks of an instance with its variables, its secrets included. It returns
// the folder with the evidence of a failure.
func (s Sandbox) runHooks(ctx context.Context, event string, all stack.Hooks, w workspace.Workspace) (evidence string, err error) {
	set, unset := w.ShellVariables(true)
	return hooks.Run{
		Event: event, Dir: w.Instance.Dir, Env: hooks.Environment(os.Environ(), set, unset), Mask: w.Mask(nil), Progress: s.emit,
	}.All(ctx, hooks.Of(all, event))
}

// afterUp runs the hooks of an instance whose gate has passed. If one fails, the start on
// record has not passed.
func (s Sandbox) afterUp(ctx context.Context, w workspace.Workspace, r *report.Report) (err error) {
	r.Evidence, err = s.runHooks(ctx, hooks.AfterUp, w.Stack.Hooks, w)
	r.Passed = err == nil
	if err != nil {
		if kept := history.TakeBack(filepath.Join(w.Instance.Dir, instance.StateFolder)); kept != nil {
			s.step("that this start failed is not remembered: %v", kept)
		}
	}
	return err
}

// agreeToHooks shows the after-up hooks of a pull request that are not known, and asks the
// user to agree to them. Given says that the user agrees, otherwise what a refusal means.
func (s Sandbox) agreeToHooks(ctx context.Context, w workspace.Workspace, given bool, otherwise string) error {
	request, unknown, err := hooks.Unknown(ctx, w)
	if err != nil || len(unknown) == 0 {
		return err
	}
	mask := w.Mask(nil)
	for _, hook := range unknown {
		s.step("pull request %d has the after-up hook %s", request.Number, mask.Text(fmt.Sprintf("%q", hook.Run)))
	}
	if !given {
		question := fmt.Sprintf("Run the after-up hooks of pull request %d, which others wrote, on this machine?", request.Number)
		if err := s.consent(ctx, question, otherwise); err != nil {
			return err
		}
	}
	return request.Agree(unknown)
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
	source, err := hooks.Source(ctx, s.dir(), dir)
	if err != nil {
		return err
	}
	all, err := hooks.In(ctx, s.Stack, source, event, in)
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
