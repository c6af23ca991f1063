package removal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Leftover is a deleted instance: its claim, and the objects that the engine still
// holds of it.
type Leftover struct {
	Claim    claims.Claim
	owner    ownership.Instance
	project  compose.Project
	holdings ownership.Holdings
}

// FindLeftovers returns the deleted instances of the claims. It reports the claims and
// the objects that have to stay, and fills the document with them.
func FindLeftovers(ctx context.Context, s stack.Stack, known []claims.Claim, answers engines.Answers, d *report.Prune, progress func(report.Event)) []Leftover {
	var found []Leftover
	for _, claim := range known {
		stale := claim.Stale()
		if stale == nil {
			continue
		}
		l, keep := leftover(ctx, s, answers, claim, known)
		if keep != nil {
			progress(report.Step("keeping %s (slot %d), although %v: %v", claim.ID, claim.Slot, stale, keep))
			d.Kept = append(d.Kept, report.KeptClaim{Instance: claim.ID, Slot: claim.Slot, Directory: claim.Dir, Stale: stale.Error(), Reason: keep.Error()})
			continue
		}
		d.Leftovers = append(d.Leftovers, report.Leftover{
			Instance: claim.ID, Slot: claim.Slot, Directory: claim.Dir, Stale: stale.Error(),
			Removed: report.NewRemoved(), Kept: showKept(l.holdings, deleteVolume, progress),
		})
		found = append(found, l)
	}
	return found
}

// leftover returns what is left of a stale claim's instance. The error is the reason
// to keep it.
func leftover(ctx context.Context, s stack.Stack, answers engines.Answers, claim claims.Claim, known []claims.Claim) (Leftover, error) {
	if claim.Host != "" {
		return Leftover{}, fmt.Errorf("it ran on %s; to remove it, run mage sandbox:destroy -instance=%s", claim.Host, claim.ID)
	}
	l := Leftover{Claim: claim, owner: identity.ClaimOwner(s, claim), project: compose.NewProject(claim.ID, claim.Engine.Variables())}
	if err := mayExist(ctx, claim, known); err != nil && !wasCut(claim) {
		return l, err
	}
	err := answers.Ask(ctx, claim.Engine)
	if err != nil {
		return l, err
	}
	if l.holdings, err = l.look(ctx); err != nil {
		return l, err
	}
	if _, missing := os.Stat(claim.Dir); missing == nil && (!l.holdings.None() || len(l.holdings.Adopted) > 0) {
		return l, fmt.Errorf("its directory is there, and data of it; mage sandbox:init there restores %s, and mage sandbox:destroy -instance=%s removes it", instance.File, claim.ID)
	}
	if others := l.holdings.Others; claim.Key == "" && len(others) > 0 && !inUse(claim, known) {
		return l, fmt.Errorf("it is of version 0.1 and has no key, so nothing proves to be its own: %s", strings.Join(others, "; "))
	}
	return l, nil
}

// inUse reports whether a live instance has the id of a stale claim.
func inUse(stale claims.Claim, known []claims.Claim) bool {
	return slices.ContainsFunc(known, func(c claims.Claim) bool { return c.ID == stale.ID && c.Stale() == nil })
}

func (l Leftover) look(ctx context.Context) (ownership.Holdings, error) {
	return ownership.Look(ctx, l.project, l.owner)
}

// String describes the deleted instance and what is left of it.
func (l Leftover) String() string {
	text := fmt.Sprintf("%s (slot %d) in %s: %v", l.Claim.ID, l.Claim.Slot, l.Claim.Dir, l.Claim.Stale())
	if objects := l.holdings.String(); objects != "" {
		text += "; left: " + objects
	}
	return text
}

// CheckGone returns an error if the instance may be in use again. The question gave its
// user time to move the directory back, or to start the instance in another one.
func (l Leftover) CheckGone(ctx context.Context, known []claims.Claim) error {
	i := slices.IndexFunc(known, func(c claims.Claim) bool { return c.Mark == l.Claim.Mark && c.Dir == l.Claim.Dir && c.ID == l.Claim.ID })
	switch {
	case i < 0:
		return errors.New("its claim was changed meanwhile")
	case known[i].Stale() == nil:
		return fmt.Errorf("%s is this instance again", l.Claim.Dir)
	case wasCut(l.Claim):
		return nil
	}
	return mayExist(ctx, l.Claim, known)
}

// Remove removes the objects and the claim of the deleted instance. It looks again
// first, because the question may have taken a while.
func (l Leftover) Remove(ctx context.Context, d *report.Leftover) error {
	holdings, err := l.look(ctx)
	if err != nil {
		return err
	}
	if d.Removed, err = removeAll(ctx, holdings, l.project, l.Claim, l.look); err != nil {
		return err
	}
	if err := resume(ctx, l.Claim); err != nil {
		return err
	}
	err = identity.Release(l.Claim)
	d.Pruned = err == nil
	return err
}
