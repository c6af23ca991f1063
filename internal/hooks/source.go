package hooks

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/stack"
)

// Source returns the directory whose hooks count for an instance in dir: the one in the
// caller's checkout. If that was made of a pull request, it is the one where the request was
// asked for.
func Source(ctx context.Context, caller, dir string) (string, error) {
	checkout := git.Counterpart(ctx, caller, dir)
	request, found, err := RequestOf(checkout)
	if found {
		return request.Checkout, nil
	}
	return checkout, err
}

// In returns the hooks that a stack has in a checkout, for an instance that may be in another
// one. It resolves the Compose files of the checkout only if they name the event.
func In(ctx context.Context, s stack.Stack, checkout, event string, in instance.Instance) (stack.Hooks, error) {
	if !workspace.IsUndeclared(s) {
		return s.Hooks, nil
	}
	project, err := workspace.Prospect(s, checkout, in.ID)
	if err != nil || !derived.Mentions(project, event) {
		return s.Hooks, nil
	}
	in.Dir, in.Variables = project.Dir, maps.Clone(in.Variables)
	derived.TakeDotenv(in)
	if err := in.FindComposeFile(); err != nil {
		return stack.Hooks{}, err
	}
	w, err := workspace.Examine(ctx, s, in)
	if err != nil {
		return stack.Hooks{}, fmt.Errorf("cannot read the hooks of %s: %w", project.Dir, err)
	}
	return w.Stack.Hooks, nil
}

// RecordRequest records that a caller had the worktree of an instance made of a pull request.
func RecordRequest(ctx context.Context, number int, caller, dir string) error {
	source, err := Source(ctx, caller, dir)
	if err != nil {
		return err
	}
	if source, err = filepath.Abs(source); err != nil {
		return err
	}
	return Request{Number: number, Checkout: source}.Record(dir)
}

// Unknown returns the after-up hooks of a worktree that was made of a pull request. It returns
// none if they are those of the checkout where that was asked for, or the user agreed to
// them.
func Unknown(ctx context.Context, w workspace.Workspace) (Request, []stack.Hook, error) {
	all := w.Stack.Hooks.AfterUp
	request, found, err := RequestOf(w.Instance.Dir)
	if err != nil || !found || request.Agreed == Fingerprint(all) {
		return request, nil, err
	}
	known, err := In(ctx, w.Declared(), request.Checkout, AfterUp, w.Instance)
	if err == nil && Fingerprint(known.AfterUp) == Fingerprint(all) {
		return request, nil, nil
	}
	return request, all, nil // also if the other ones cannot be read
}
