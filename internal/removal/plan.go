package removal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/lock"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/worktree"
	"github.com/seed-491dada8/sandbox/report"
)

// Plan is the destruction of an instance, to be agreed to.
type Plan struct {
	Target
	holdings ownership.Holdings
	occupied bool           // the directory is another instance by now, and stays
	worktree *worktree.Tree // that is removed too, nil for none
	losses   []string       // in the worktree, as the user agrees to them
	force    bool           // the user agrees to any loss
}

// NewPlan examines an instance. The error says why it must not be removed: above all,
// its worktree holds work that would be lost, and force is not set.
func NewPlan(ctx context.Context, target Target, force bool) (*Plan, error) {
	p := &Plan{Target: target, force: force}
	var err error
	if p.holdings, err = p.look(ctx); err != nil {
		return p, err
	}
	if p.occupied, err = p.isOccupied(); err != nil {
		return p, fmt.Errorf("%s: %w; mend or remove that file, for it may be of another instance; nothing was removed", p.Claim.Dir, err)
	}
	if err := p.inspectWorktree(ctx); err != nil {
		return p, err
	}
	return p, p.checkWriters(ctx, "nothing was removed")
}

// isOccupied reports whether the instance's directory is another instance by now: its
// user gave it another name or key.
func (p *Plan) isOccupied() (bool, error) {
	in, err := instance.Load(p.Claim.Dir, p.stack.Scheme())
	if errors.Is(err, instance.ErrNone) {
		return false, nil
	}
	otherKey := p.Claim.Key != "" && in.Key != "" && in.Key != p.Claim.Key
	return in.ID != p.Claim.ID || otherKey, err
}

// look finds the instance's objects on the engine. The error is also for containers
// that the directory has started and that are not proven to be its own.
func (p *Plan) look(ctx context.Context) (ownership.Holdings, error) {
	holdings, err := look(ctx, p.project, identity.ClaimOwner(p.stack, p.Claim))
	if _, gone := os.Stat(p.Claim.Dir); err == nil && gone == nil {
		err = unproven(holdings)
	}
	return holdings, err
}

// Question asks for the destruction, and says what it deletes.
func (p *Plan) Question() string { return "Destroy instance " + p.subject() + "?" }

// subject names the instance and what its destruction deletes.
func (p *Plan) subject() string {
	var parts []string
	if text := p.holdings.String(); text != "" {
		parts = append(parts, text+" with all their data")
	}
	switch {
	case p.occupied:
		parts = append(parts, "its claim")
	case p.worktree != nil:
		parts = append(parts, "the worktree "+p.worktree.Root)
	default:
		parts = append(parts, "the .env.sandbox of "+p.Claim.Dir)
	}
	return p.Claim.ID + ": " + strings.Join(parts, ", and ")
}

// Destroy removes all of the instance, and fills the document. The claim goes last: if
// the removal is cut, another destroy completes it.
func (p *Plan) Destroy(ctx context.Context, d *report.Destroy, progress func(report.Event)) error {
	d.Kept = showKept(p.holdings, deleteVolume, progress)
	p.discard(p.losses, d, progress)
	if _, err := os.Stat(p.Claim.Dir); err == nil {
		unlock, err := lock.Acquire(ctx, p.Claim.Dir, func() {
			progress(report.Step("waiting for another command that starts or stops this instance"))
		})
		if err != nil {
			return err
		}
		defer unlock()
	}
	if err := p.checkWriters(ctx, "nothing was removed"); err != nil {
		return err
	}
	if err := p.removeHoldings(ctx, d); err != nil {
		return err
	}
	if err := p.removeDirectory(ctx, d, progress); err != nil {
		return err
	}
	err := identity.Release(p.Claim)
	d.Destroyed = err == nil
	return err
}

// discard reports losses that the user agrees to.
func (p *Plan) discard(losses []string, d *report.Destroy, progress func(report.Event)) {
	for _, loss := range worktree.Shorten(losses) {
		progress(report.Step("discarding %s", loss))
	}
	d.Discarded = append(d.Discarded, losses...)
}

// removeHoldings looks again before it removes the instance's objects, because the
// question may have taken a while.
func (p *Plan) removeHoldings(ctx context.Context, d *report.Destroy) error {
	var err error
	if p.holdings, err = p.look(ctx); err != nil {
		return err
	}
	d.Removed, err = removeAll(ctx, p.holdings, p.project, p.Claim, p.look)
	return err
}

// removeAll removes all of an instance's own objects, and looks once more for any that
// are left.
func removeAll(ctx context.Context, h ownership.Holdings, project compose.Project, claim claims.Claim, look func(context.Context) (ownership.Holdings, error)) (report.Removed, error) {
	if err := h.Remove(ctx, project); err != nil {
		return report.NewRemoved(), err
	}
	left, err := look(ctx)
	if err == nil && !left.None() {
		err = fmt.Errorf("%s of instance %s are left; run this again", left, claim.ID)
	}
	return all(h), err
}
