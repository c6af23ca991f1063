package sandbox

import (
	"context"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/inventory"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/removal"
	"github.com/seed-491dada8/sandbox/internal/transfer"
	"github.com/seed-491dada8/sandbox/report"
)

// PruneOptions say whether to ask before removing what deleted directories left.
type PruneOptions struct {
	Yes bool // remove without asking
}

// Prune removes what deleted instances left: their claims, and the containers,
// networks, volumes and images on this machine's engines that are proven to be theirs. It
// also removes the volumes of interrupted snapshots. It reports all of it as found, and
// asks. Anything else stays.
func (s Sandbox) Prune(ctx context.Context, options PruneOptions) (report.Prune, error) {
	pruned := report.NewPrune()
	return conclude(ctx, pruned, s.prune(ctx, options, pruned))
}

func (s Sandbox) prune(ctx context.Context, options PruneOptions, pruned *report.Prune) error {
	if err := s.validate(); err != nil {
		return err
	}
	known, _ := claims.All()
	here := slices.DeleteFunc(slices.Clone(known), func(c claims.Claim) bool { return c.Host != "" })
	listed := report.NewList()
	answers := inventory.List(ctx, s.Stack, here, s.dir(), inventory.Options{}, listed)
	leftovers := removal.FindLeftovers(ctx, s.Stack, known, answers, pruned, s.emit)
	pruned.Orphans = listed.Orphans
	for _, orphan := range pruned.Orphans {
		s.step("keeping %s", plain.Line(orphan.String()))
	}
	if ctx.Err() != nil {
		return outcome.ErrInterrupted
	}
	interrupted, err := transfer.FindInterrupted()
	if err != nil {
		s.step("keeping snapshots: %v", err)
	}
	for _, leftover := range leftovers {
		s.emit(report.Event{Kind: report.EventFound, Text: leftover.String()})
	}
	for _, snapshot := range interrupted {
		s.emit(report.Event{Kind: report.EventFound, Text: snapshot.String()})
	}
	if len(leftovers)+len(interrupted) == 0 {
		return nil
	}
	if err := s.agree(ctx, options.Yes, "Remove all of this, data included?"); err != nil {
		return err
	}
	if err := s.removeLeftovers(ctx, leftovers, pruned); err != nil {
		return err
	}
	for _, snapshot := range interrupted {
		if err := snapshot.Remove(ctx); err != nil {
			s.step("keeping snapshot %s: %v", snapshot.Name, err)
			continue
		}
		pruned.Snapshots = append(pruned.Snapshots, snapshot.Name)
	}
	return nil
}

// removeLeftovers removes the deleted instances that are still gone.
func (s Sandbox) removeLeftovers(ctx context.Context, leftovers []removal.Leftover, pruned *report.Prune) error {
	known, _ := claims.All()
	for i, leftover := range leftovers {
		if err := leftover.CheckGone(ctx, known); err != nil {
			s.step("keeping %s: %v", leftover.Claim.ID, err)
			continue
		}
		if err := leftover.Remove(ctx, &pruned.Leftovers[i]); err != nil {
			return err
		}
	}
	return nil
}
