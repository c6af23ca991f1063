package sandbox

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/hooks"
	"github.com/seed-491dada8/sandbox/internal/removal"
	"github.com/seed-491dada8/sandbox/internal/transfer"
	"github.com/seed-491dada8/sandbox/report"
)

// DestroyOptions choose the instance to destroy.
type DestroyOptions struct {
	Instance string // its id; empty means the instance in the directory
	Yes      bool   // destroy without asking
	Force    bool   // discard the work that the worktree holds, and go on after a hook that fails
}

// Destroy removes all of an instance: its containers, networks and volumes on the
// engine, its own images, its claim and its .env.sandbox. It removes the directory only
// if [Sandbox.Create] made it, and only if no work in it would be lost, or Force is set.
//
// The before-destroy hooks of the calling checkout run first. If one fails, nothing is
// removed unless Force is set. If Destroy is interrupted, another call completes it.
func (s Sandbox) Destroy(ctx context.Context, options DestroyOptions) (report.Destroy, error) {
	destroyed := report.NewDestroy()
	return conclude(ctx, destroyed, s.destroy(ctx, options, destroyed))
}

func (s Sandbox) destroy(ctx context.Context, options DestroyOptions, destroyed *report.Destroy) error {
	if err := s.validate(); err != nil {
		return err
	}
	target, err := removal.Find(s.Stack, s.dir(), options.Instance)
	if err != nil {
		return err
	}
	claim := target.Claim
	destroyed.Instance, destroyed.Slot, destroyed.Directory = claim.ID, new(claim.Slot), claim.Dir
	plan, err := removal.NewPlan(ctx, target, options.Force)
	if err != nil {
		return err
	}
	if err := s.agree(ctx, options.Yes, plan.Question()); err != nil {
		return err
	}
	if err := s.beforeDestroy(ctx, claim.Dir, options.Force); err != nil {
		return err
	}
	kept := transfer.Kept(claim, s.emit)
	err = plan.Destroy(ctx, destroyed, s.emit)
	destroyed.Kept = append(destroyed.Kept, kept...)
	return err
}

// beforeDestroy runs the hooks of the calling checkout. Forced, it goes on after a failure.
func (s Sandbox) beforeDestroy(ctx context.Context, dir string, forced bool) error {
	err := s.runHooksIn(ctx, hooks.BeforeDestroy, dir)
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case forced:
		reason, _, _ := strings.Cut(err.Error(), "\n")
		s.step("%s; going on without it", reason)
		return nil
	}
	return fmt.Errorf("%w; nothing was removed", err)
}
