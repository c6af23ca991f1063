package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/git"
)

// CreateOptions say which worktree to make.
type CreateOptions struct {
	Name   string // ends the name of its directory, <repository>--<name>
	Branch string // checked out there, made from HEAD if there is none; Name if empty
	Slot   string // as in [InitOptions]
	ID     string // instance id; empty means the slug of the directory's name
}

// Create makes a git worktree beside the repository's main one, and makes it an
// instance. What it has done when something fails is undone.
func (s Sandbox) Create(ctx context.Context, options CreateOptions) error {
	if err := s.validate(); err != nil {
		return err
	}
	slot, err := parseSlot(options.Slot, s.Stack.Scheme())
	if err != nil {
		return err
	}
	if err := validName(options.Name); err != nil {
		return err
	}
	repository, err := git.Open(ctx, ".")
	if err != nil {
		return err
	}
	root := repository.Main + "--" + options.Name
	if _, err := os.Lstat(root); err == nil {
		return fmt.Errorf("%s is there already; choose another name, or run mage sandbox:init in it", root)
	}
	id, err := instanceID(options.ID, root)
	if err != nil {
		return err
	}
	wanted := newClaim(id, filepath.Join(root, repository.Path), slot)
	wanted.Worktree, wanted.Root, wanted.GitDir, wanted.Engine = true, root, "", engines.Shell()
	claiming, claim, err := s.claimed(ctx, wanted)
	if err != nil {
		return err
	}
	branch := options.Branch
	if branch == "" {
		branch = options.Name
	}
	if err := claiming.addWorktree(ctx, repository, root, branch, claim); err != nil {
		return errors.Join(err, release(claim))
	}
	claiming.created(claim)
	s.console().Done("\nWorktree: %s (branch %s)\nNext: cd %s && mage sandbox:up", root, branch, claim.Dir)
	return nil
}

// addWorktree makes the worktree and the instance in it, or neither.
func (s Sandbox) addWorktree(ctx context.Context, repository git.Repository, root, branch string, claim claims.Claim) error {
	worktree, err := repository.Add(ctx, root, branch)
	if err != nil {
		return err
	}
	err = ctx.Err()
	if _, missing := os.Stat(claim.Dir); missing != nil {
		err = fmt.Errorf("branch %s has no directory %s", branch, repository.Path)
	}
	if err == nil {
		err = untracked(ctx, claim.Dir)
	}
	if err == nil {
		err = s.write(ctx, claim)
	}
	if err != nil {
		return errors.Join(err, repository.Undo(context.WithoutCancel(ctx), worktree))
	}
	return nil
}

// A name becomes part of a directory's.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

func validName(name string) error {
	if !namePattern.MatchString(name) {
		return fmt.Errorf("%q cannot name a worktree: begin with a letter or digit, use only those, ., - and _, at most 64 of them; any branch can be named with -branch=B", shorten(name))
	}
	return nil
}

// shorten is what is quoted of a name that may be of any length.
func shorten(name string) string {
	if runes := []rune(name); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return name
}
