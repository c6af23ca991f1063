package removal

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/git"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Merged is the destruction of an instance whose branch is merged.
type Merged struct {
	*Plan
	branch string
}

// FindMerged returns the destructions of the instances in those worktrees of the repository
// around a directory that sandbox:create made and whose branch is merged. It reports those that
// have to stay, and fills the document with them.
func FindMerged(ctx context.Context, s stack.Stack, dir string, d *report.DestroyMerged, progress func(report.Event)) (found []Merged, err error) {
	repository, err := git.OpenAny(ctx, dir)
	if err != nil {
		return nil, err
	}
	worktrees, err := git.Worktrees(ctx, repository.Inside)
	if err != nil {
		return nil, err
	}
	known, _ := claims.All()
	for _, w := range worktrees {
		i := slices.IndexFunc(known, func(c claims.Claim) bool { return c.Worktree && c.Root == w.Path })
		if i < 0 || w.Branch == "" {
			continue
		}
		into, err := git.MergedInto(ctx, repository.Inside, w.Branch)
		if err != nil {
			return nil, err
		}
		if into == "" {
			continue
		}
		plan, err := planIn(ctx, s, known[i].Dir)
		if err != nil {
			progress(report.Step("keeping %s, whose branch %s is merged: %v", known[i].ID, w.Branch, err))
			d.Kept = append(d.Kept, report.KeptWorktree{Instance: known[i].ID, Branch: w.Branch, Worktree: w.Path, Reason: err.Error()})
			continue
		}
		found = append(found, Merged{plan, w.Branch})
	}
	return found, ctx.Err()
}

func planIn(ctx context.Context, s stack.Stack, dir string) (*Plan, error) {
	target, err := Find(s, dir, "")
	if err != nil {
		return nil, err
	}
	return NewPlan(ctx, target, false)
}

// MergedQuestion asks for the destructions, and says what they delete.
func MergedQuestion(all []Merged) string {
	question := "The branches of these instances are merged:"
	for _, merged := range all {
		question += fmt.Sprintf("\n  %s, of branch %s", merged.subject(), merged.branch)
	}
	return question + "\nDestroy them?"
}

// DestroyMerged carries out all destructions, also after one has failed, and fills the
// document.
func DestroyMerged(ctx context.Context, all []Merged, d *report.DestroyMerged, progress func(report.Event)) error {
	var failed []error
	for _, merged := range all {
		destroyed, claim := report.NewDestroy(), merged.Claim
		destroyed.Instance, destroyed.Slot, destroyed.Directory, destroyed.Branch = claim.ID, new(claim.Slot), claim.Dir, merged.branch
		err := ctx.Err()
		if err == nil {
			err = merged.Destroy(ctx, destroyed, progress)
		}
		destroyed.Conclude(outcome.Failure(err))
		d.Destroyed = append(d.Destroyed, *destroyed)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", claim.ID, err))
		}
	}
	return errors.Join(failed...)
}
