package sandbox

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/hooks"
	"github.com/seed-491dada8/sandbox/internal/provision"
	"github.com/seed-491dada8/sandbox/internal/transfer"
	"github.com/seed-491dada8/sandbox/report"
)

// CreateOptions choose the worktree to make.
type CreateOptions struct {
	Name string // names the branch, and ends the name of the directory, <repository>--<name>
	// Branch is checked out there; Name if empty. If there is none, it is made: from From or
	// Pull, from the remote's branch of that name, or from HEAD.
	Branch string
	From   string // commit that a new branch begins at; a remote's branch is fetched first
	Pull   int    // number of a pull or merge request that a new branch begins at; 0 for none
	Dir    string // directory of the worktree, relative to the instance's; empty means <repository>--<name>
	Slot   *int   // as in [InitOptions]
	ID     string // instance id; empty means the slug of <repository>--<name>
	Data   string // as in [InitOptions]
	// Up starts the instance, as [Sandbox.Up] does. Create asks before it starts the
	// Compose file of a pull or merge request, unless Yes is set.
	Up, Yes bool
}

// Create makes a git worktree beside the repository's main one, and makes it an
// instance. If it fails, it undoes what it did. It copies the ignored files that the project
// names into the worktree, and then runs the after-create hooks of the calling checkout;
// what it made stays if these or the start fail.
func (s Sandbox) Create(ctx context.Context, options CreateOptions) (report.Create, error) {
	made := report.NewCreate()
	return conclude(ctx, made, s.create(ctx, options, made))
}

func (s Sandbox) create(ctx context.Context, options CreateOptions, made *report.Create) error {
	slot, err := s.slot(options.Slot)
	if err != nil {
		return err
	}
	from, err := s.mover().Source(ctx, options.Data, s.dir())
	if err != nil {
		return err
	}
	if err := s.addWorktree(ctx, options, slot, made); err != nil {
		return err
	}
	if err := transfer.Intend(made.Directory, from); err != nil {
		return err
	}
	if err := s.furnish(ctx, made); err != nil {
		return err
	}
	if err := s.mover().Seed(ctx, made.Directory, from); err != nil {
		return err
	}
	if err := s.runHooksIn(ctx, hooks.AfterCreate, made.Directory); err != nil || !options.Up {
		return err
	}
	return s.start(ctx, options, made)
}

// addWorktree makes the worktree and the instance in it.
func (s Sandbox) addWorktree(ctx context.Context, options CreateOptions, slot int, made *report.Create) error {
	in, start, err := s.provisioner().Worktree(ctx, s.dir(), provision.Worktree{
		Name: options.Name, Dir: options.Dir, Slot: slot, ID: options.ID,
		Request: git.Request{Branch: options.Branch, From: options.From, Pull: options.Pull},
	})
	if err != nil {
		return err
	}
	made.Worktree, made.Branch, made.Tracks = in.Claim.Root, start.Branch, start.Tracks
	s.describe(ctx, in, &made.Init)
	if options.Pull == 0 {
		return nil
	}
	if err := hooks.RecordRequest(ctx, options.Pull, s.dir(), made.Worktree); err != nil {
		return fmt.Errorf("%w; the worktree %s is made", err, made.Worktree)
	}
	return nil
}

// furnish copies the ignored files that the project names into the worktree, and finds
// those that Compose still misses.
func (s Sandbox) furnish(ctx context.Context, made *report.Create) (err error) {
	if made.Copied, err = s.provisioner().Carry(ctx, s.dir(), made.Directory); err != nil {
		return fmt.Errorf("%w; the worktree %s is made, and mage sandbox:init there tries again", err, made.Worktree)
	}
	made.Missing = s.provisioner().Missing(ctx, s.dir(), made.Directory)
	return nil
}

// start starts a new instance.
func (s Sandbox) start(ctx context.Context, options CreateOptions, made *report.Create) error {
	s.Dir = made.Directory
	if options.Pull != 0 {
		if err := s.agreeToStart(ctx, options, made.Worktree); err != nil {
			return fmt.Errorf("%w; the worktree %s is made, and mage sandbox:up there starts it", err, made.Worktree)
		}
	}
	started, err := s.Up(ctx, UpOptions{Yes: options.Yes || options.Pull != 0})
	made.Up = &started
	return err
}

// agreeToStart shows what a start of a pull or merge request would do on this machine, and
// asks the user to agree.
func (s Sandbox) agreeToStart(ctx context.Context, options CreateOptions, worktree string) error {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	reach := derived.Reach(ctx, w.Project, w.Config.Project, worktree)
	for _, hook := range hooks.Of(w.Stack.Hooks, hooks.AfterUp) {
		reach = append(reach, fmt.Sprintf("runs on this machine after the start: %q", hook.Run))
	}
	for _, line := range reach {
		s.step("the Compose file of pull request %d %s", options.Pull, line)
	}
	if options.Yes {
		return nil
	}
	question := fmt.Sprintf("Start the Compose file of pull request %d, which others wrote, with the images %s?", options.Pull, strings.Join(w.Images(), ", "))
	return s.consent(ctx, question, "it was not started")
}
