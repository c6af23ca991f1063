package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/removal"
	"github.com/seed-491dada8/sandbox/report"
)

// DestroyMerged destroys the instances in those worktrees of the repository that
// [Sandbox.Create] made and whose branch was merged into the default branch. It lists them and
// asks, unless yes is set. A worktree that holds work stays, as with [Sandbox.Destroy], and so
// does every branch.
func (s Sandbox) DestroyMerged(ctx context.Context, yes bool) (report.DestroyMerged, error) {
	d := report.NewDestroyMerged()
	return conclude(ctx, d, s.destroyMerged(ctx, yes, d))
}

func (s Sandbox) destroyMerged(ctx context.Context, yes bool, d *report.DestroyMerged) error {
	if err := s.validate(); err != nil {
		return err
	}
	merged, err := removal.FindMerged(ctx, s.Stack, s.dir(), d, s.emit)
	if err != nil || len(merged) == 0 {
		return err
	}
	if err := s.agree(ctx, yes, removal.MergedQuestion(merged)); err != nil {
		return err
	}
	return removal.DestroyMerged(ctx, merged, d, s.emit)
}
