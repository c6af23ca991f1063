package provision

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/slots"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Worktree is a git worktree to make, and the instance in it.
type Worktree struct {
	Name   string // ends the name of its directory, <repository>--<name>
	Branch string // checked out there, made from HEAD if there is none; Name if empty
	Slot   int    // [identity.AnySlot] for the lowest free one
	ID     string // instance id; empty means the slug of the directory's name
}

// Worktree makes a git worktree beside the main one of the repository that a directory
// is in, and makes it an instance. It returns the instance and the branch. If it fails, it
// has undone what it did.
func (p Provisioner) Worktree(ctx context.Context, dir string, w Worktree) (Instance, string, error) {
	if err := validName(w.Name); err != nil {
		return Instance{}, "", err
	}
	repository, err := git.Open(ctx, dir)
	if err != nil {
		return Instance{}, "", err
	}
	root := repository.Main + "--" + w.Name
	if _, err := os.Lstat(root); err == nil {
		return Instance{}, "", fmt.Errorf("%s is there already; choose another name, or run mage sandbox:init in it", root)
	}
	id, err := ID(w.ID, root)
	if err != nil {
		return Instance{}, "", err
	}
	wanted := identity.NewClaim(id, filepath.Join(root, repository.Path), w.Slot)
	wanted.Worktree, wanted.Root, wanted.GitDir, wanted.Engine = true, root, "", engines.Shell()
	s, claim, err := slots.Claim(ctx, p.Stack, dir, wanted, p.Progress)
	if err != nil {
		return Instance{}, "", err
	}
	branch := cmp.Or(w.Branch, w.Name)
	if err := p.addWorktree(ctx, repository, branch, s, claim); err != nil {
		return Instance{}, "", errors.Join(err, identity.Release(claim))
	}
	return Instance{claim, report.InitCreated, s}, branch, nil
}

// addWorktree makes the worktree and the instance in it, or neither.
func (p Provisioner) addWorktree(ctx context.Context, repository git.Repository, branch string, s stack.Stack, claim claims.Claim) error {
	worktree, err := repository.Add(ctx, claim.Root, branch)
	if err != nil {
		return err
	}
	err = ctx.Err()
	if _, missing := os.Stat(claim.Dir); missing != nil {
		err = fmt.Errorf("branch %s has no directory %s", branch, repository.Path)
	}
	if err == nil {
		err = identity.Untracked(ctx, claim.Dir)
	}
	if err == nil {
		err = p.write(ctx, s, claim)
	}
	if err != nil {
		return errors.Join(err, repository.Undo(context.WithoutCancel(ctx), worktree))
	}
	return nil
}

// namePattern matches the name of a worktree, which ends the name of its directory.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

func validName(name string) error {
	if !namePattern.MatchString(name) {
		return fmt.Errorf("%q cannot name a worktree: begin with a letter or digit, use only those, ., - and _, at most 64 of them; any branch can be named with -branch=B", plain.Short(name))
	}
	return nil
}
