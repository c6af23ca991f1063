package provision

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/slots"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Worktree is a git worktree to make, and the instance in it.
type Worktree struct {
	Name string // names the branch, and ends the name of the directory
	Dir  string // directory of the worktree; empty means <repository>--<name>
	Slot int    // [identity.AnySlot] for the lowest free one
	ID   string // instance id; empty means the slug of <repository>--<name>
	git.Request
}

// Worktree makes a git worktree of the repository that a directory is in, and makes it an
// instance. It returns the instance and the branch. If it fails, it has undone what it did.
func (p Provisioner) Worktree(ctx context.Context, dir string, w Worktree) (Instance, git.Start, error) {
	if _, err := folder(w.Name); err != nil {
		return Instance{}, git.Start{}, err
	}
	repository, err := git.OpenAny(ctx, dir)
	if err != nil {
		return Instance{}, git.Start{}, err
	}
	wanted, err := p.claimFor(ctx, repository, dir, w)
	if err != nil {
		return Instance{}, git.Start{}, err
	}
	w.Branch = cmp.Or(w.Branch, w.Name)
	start, err := repository.Start(ctx, w.Request, func(step string) { p.Progress(report.Step("%s", step)) })
	if err != nil {
		return Instance{}, start, err
	}
	calling := filepath.Join(repository.Inside, repository.Path)
	if err := checkAdopted(ctx, repository, calling, start); err != nil {
		return Instance{}, start, err
	}
	s, claim, err := slots.Claim(ctx, p.Stack, calling, wanted, p.Progress)
	if err != nil {
		return Instance{}, start, err
	}
	if err := p.addWorktree(ctx, repository, start, s, claim); err != nil {
		return Instance{}, start, errors.Join(err, identity.Release(claim))
	}
	return Instance{claim, report.InitCreated, s}, start, nil
}

// claimFor returns the claim that a new worktree would have, without a slot.
func (p Provisioner) claimFor(ctx context.Context, repository git.Repository, dir string, w Worktree) (claims.Claim, error) {
	name, err := folder(w.Name)
	if err != nil {
		return claims.Claim{}, err
	}
	root := repository.PathFor(name)
	if w.Dir != "" {
		if root, err = absolute(dir, w.Dir); err != nil {
			return claims.Claim{}, err
		}
	}
	if _, err := os.Lstat(root); err == nil {
		return claims.Claim{}, fmt.Errorf("%s is there already; choose another name, or run mage sandbox:init in it", root)
	}
	if err := repository.CheckPlace(ctx, root); err != nil {
		return claims.Claim{}, err
	}
	id, err := ID(w.ID, repository.Name()+"--"+name)
	if err != nil {
		return claims.Claim{}, err
	}
	claim := identity.NewClaim(id, filepath.Join(root, repository.Path), w.Slot)
	claim.Worktree, claim.Root, claim.GitDir, claim.Engine = true, root, "", engines.Shell()
	return claim, nil
}

// absolute returns the absolute form of a path that does not exist and is relative to dir,
// without links in the directories above it.
func absolute(dir, path string) (string, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	for existing := filepath.Dir(path); ; existing = filepath.Dir(existing) {
		real, err := instance.Real(existing)
		if errors.Is(err, os.ErrNotExist) && existing != filepath.Dir(existing) {
			continue
		}
		if err != nil {
			return "", err
		}
		rest, err := filepath.Rel(existing, path)
		return filepath.Join(real, rest), err
	}
}

// addWorktree makes the worktree and the instance in it, or neither.
func (p Provisioner) addWorktree(ctx context.Context, repository git.Repository, start git.Start, s stack.Stack, claim claims.Claim) error {
	worktree, err := repository.Add(ctx, claim.Root, start)
	if err != nil {
		return err
	}
	err = ctx.Err()
	if _, missing := os.Stat(claim.Dir); missing != nil {
		err = fmt.Errorf("%s has no directory %s", start, repository.Path)
	}
	if err == nil {
		err = identity.Untracked(ctx, claim.Dir)
	}
	if err == nil {
		err = p.write(ctx, s, claim)
	}
	if err == nil {
		err = identity.Locate(claim)
	}
	if err != nil {
		return errors.Join(err, repository.Undo(context.WithoutCancel(ctx), worktree))
	}
	return nil
}

// folderPattern matches the end of the name of a worktree's directory.
var folderPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// folder returns the end of a directory's name for the name of a worktree, which may have the
// slashes of a branch.
func folder(name string) (string, error) {
	dashed := strings.ReplaceAll(name, "/", "-")
	if !folderPattern.MatchString(dashed) {
		return "", fmt.Errorf("%q cannot name a worktree: begin with a letter or digit, use only those, ., -, _ and /, at most 64 of them; any branch can be named with -branch=B", plain.Short(name))
	}
	return dashed, nil
}
