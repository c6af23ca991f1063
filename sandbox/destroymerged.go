package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/removal"
	"github.com/seed-491dada8/sandbox/report"
)

// DestroyMergedOptions say whether to ask before destroying merged worktrees.
type DestroyMergedOptions struct {
	Yes bool // destroy without asking
}

// DestroyMerged destroys the instances in the worktrees that [Sandbox.Create] made for this
// repository and whose branch is merged into the default branch. It lists them and asks. A
// worktree that holds work stays, as with [Sandbox.Destroy], and so does every branch.
func (s Sandbox) DestroyMerged(ctx context.Context, options DestroyMergedOptions) (report.DestroyMerged, error) {
	destroyed := report.NewDestroyMerged()
	return conclude(ctx, destroyed, s.destroyMerged(ctx, options, destroyed))
}

func (s Sandbox) destroyMerged(ctx context.Context, options DestroyMergedOptions, destroyed *report.DestroyMerged) error {
	if err := s.validate(); err != nil {
		return err
	}
	merged, err := removal.FindMerged(ctx, s.Stack, s.dir(), destroyed, s.emit)
	if err != nil || len(merged) == 0 {
		return err
	}
	if err := s.agree(ctx, options.Yes, removal.MergedQuestion(merged)); err != nil {
		return err
	}
	return removal.DestroyMerged(ctx, merged, destroyed, s.emit)
}
