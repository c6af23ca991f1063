package sandbox

import (
	"context"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/inventory"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/report"
)

// ListOptions choose what a list says of each instance.
type ListOptions struct {
	Memory bool // of the containers, which takes about two seconds
}

// List returns every instance on this machine: those with a claim, also a stale one, and
// those that run without a claim. It also returns the containers that deleted directories
// left. Without an engine it returns what claims and directories say.
func (s Sandbox) List(ctx context.Context, options ListOptions) (report.List, error) {
	list := report.NewList()
	return conclude(ctx, list, s.list(ctx, options, list))
}

func (s Sandbox) list(ctx context.Context, options ListOptions, list *report.List) error {
	if err := s.validate(); err != nil {
		return err
	}
	known, problems := claims.All()
	for _, problem := range problems {
		list.Problems = append(list.Problems, problem.Error())
	}
	inventory.List(ctx, s.Stack, known, s.dir(), inventory.Options{Work: true, Memory: options.Memory}, list)
	if ctx.Err() != nil {
		return outcome.ErrInterrupted
	}
	slices.SortStableFunc(list.Instances, func(a, b report.Instance) int { return a.Slot - b.Slot })
	return nil
}
