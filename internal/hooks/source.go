package hooks

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
// asked for, or "" if there is none.
func Source(ctx context.Context, caller, dir string) (string, error) {
	source := git.Counterpart(ctx, caller, dir)
	request, found, err := RequestOf(source)
	if errors.Is(err, fs.ErrNotExist) { // the caller's checkout does not have the project
		return source, nil
	}
	if found {
		return request.Source(), nil
	}
	return source, err
}

// In returns the hooks that a stack has in a directory, for an instance that may be in
// another one. It resolves the Compose files there only if they name the event.
func In(ctx context.Context, s stack.Stack, source, event string, in instance.Instance) (stack.Hooks, error) {
	if !workspace.IsUndeclared(s) || source == "" {
		return s.Hooks, nil
	}
	project, err := workspace.Prospect(s, source, in.ID)
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

// RecordRequest records that a caller had a worktree made of a pull request.
func RecordRequest(ctx context.Context, number int, caller, worktree string) error {
	worktree, err := instance.Real(worktree)
	if err != nil {
		return err
	}
	source, err := Source(ctx, caller, worktree)
	if err != nil {
		return err
	}
	if source == worktree { // there is no other checkout
		source = ""
	}
	checkouts := git.Checkouts(worktree)
	if len(checkouts) == 0 {
		return fmt.Errorf("cannot record pull request %d: %s is not the worktree of a repository", number, worktree)
	}
	return Request{Number: number, Checkout: source, file: filepath.Join(checkouts[0].Git, requestFile)}.record()
}

// Unknown returns the after-up hooks of a worktree that was made of a pull request. It returns
// none if they are those of the checkout where that was asked for, or the user agreed to
// them.
func Unknown(ctx context.Context, w workspace.Workspace) (Request, []stack.Hook, error) {
	all := w.Stack.Hooks.AfterUp
	request, found, err := RequestOf(w.Instance.Dir)
	if err != nil || !found || len(all) == 0 || request.knows(all) {
		return request, nil, err
	}
	known, err := In(ctx, w.Declared(), request.Source(), AfterUp, w.Instance)
	if err == nil && fingerprint(known.AfterUp) == fingerprint(all) {
		return request, nil, nil
	}
	return request, all, nil // also if the other ones cannot be read
}
