package sandbox

import (
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/report"
)

// Timings returns how long the last starts of the instance took. It needs no
// engine.
func (s Sandbox) Timings(ctx context.Context) (report.Timings, error) {
	timings := report.NewTimings()
	return conclude(ctx, timings, s.timings(timings))
}

func (s Sandbox) timings(timings *report.Timings) error {
	in, err := s.load()
	if err != nil {
		return err
	}
	known, _ := claims.All()
	if err := identity.CheckCopy(known, in); err != nil {
		return err
	}
	timings.Instance, timings.Slot = in.ID, new(in.Slot)
	state, err := instance.StateDir(in.Dir)
	if err != nil {
		return err
	}
	starts, skipped, err := history.Read(state)
	if err != nil {
		return fmt.Errorf("the history of the starts cannot be read: %w", err)
	}
	if skipped > 0 {
		s.step("skipped lines of .sandbox/%s that are no starts: %d", history.File, skipped)
	}
	history.Summarise(timings, starts)
	return nil
}
