package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/report"
)

// PruneOptions say how to remove what deleted worktrees left.
type PruneOptions struct {
	Yes bool // without asking
}

// Prune removes what deleted worktrees left behind: their claims, and on the engine
// of this host the containers, networks, volumes and images that are proven to be
// theirs. It shows all of it, and asks. The rest is shown, and stays.
func (s Sandbox) Prune(ctx context.Context, options PruneOptions) error {
	return outcome.Interruption(ctx, s.prune(ctx, options))
}

func (s Sandbox) prune(ctx context.Context, options PruneOptions) error {
	known, _ := claims.All()
	here := slices.DeleteFunc(slices.Clone(known), func(c claims.Claim) bool { return c.Host != "" })
	l := listInstances(ctx, s.Stack, here, report.NewList())
	found := s.stale(ctx, l.answers, known)
	s.showOrphans(l.document.Orphans)
	if ctx.Err() != nil {
		return outcome.ErrInterrupted
	}
	console := s.console()
	for _, l := range found {
		console.Done("%s%s", l.what, l.remainsText())
	}
	if len(found) == 0 {
		console.Done("There is nothing to prune")
		return nil
	}
	if err := s.agree(ctx, options.Yes, "Remove all of this, data included?"); err != nil {
		return err
	}
	known, _ = claims.All()
	for _, l := range found {
		if err := l.isBack(ctx, known); err != nil {
			console.Doing(fmt.Sprintf("keeping %s: %v", l.claim.ID, err))
			continue
		}
		if err := l.remove(ctx); err != nil {
			return err
		}
		console.Done("Removed %s", l.claim.ID)
	}
	return nil
}

// stale finds what is left of stale claims, and shows why the rest stays.
func (s Sandbox) stale(ctx context.Context, answers engines.Answers, known []claims.Claim) []leftover {
	var found []leftover
	for _, claim := range known {
		why := claim.Stale()
		if why == nil {
			continue
		}
		l, keep := s.leftover(ctx, answers, claim, known)
		if keep != nil {
			s.console().Doing(fmt.Sprintf("keeping %s (slot %d), although %v: %v", claim.ID, claim.Slot, why, keep))
			continue
		}
		showKept(s.console(), l.holdings, deletesVolume)
		l.what = fmt.Sprintf("%s (slot %d) in %s: %v", claim.ID, claim.Slot, claim.Dir, why)
		found = append(found, l)
	}
	return found
}

// leftover is an instance that is gone: its claim, and what the engine still holds
// of it.
type leftover struct {
	what     string // that a person is told of it
	claim    claims.Claim
	identity ownership.Instance
	project  compose.Project
	holdings ownership.Holdings
}

// isBack returns why a leftover may be in use again. The question gave its user time
// to move the directory back, or to start the instance in another one.
func (l leftover) isBack(ctx context.Context, known []claims.Claim) error {
	i := slices.IndexFunc(known, func(c claims.Claim) bool { return c.Mark == l.claim.Mark && c.Dir == l.claim.Dir && c.ID == l.claim.ID })
	switch {
	case i < 0:
		return errors.New("its claim was changed meanwhile")
	case known[i].Stale() == nil:
		return fmt.Errorf("%s is this instance again", l.claim.Dir)
	case removalCut(l.claim):
		return nil
	}
	return stillThere(ctx, l.claim, known)
}

// remove looks again: the person was asked, and may have taken some time.
func (l leftover) remove(ctx context.Context) error {
	holdings, err := ownership.Look(ctx, l.project, l.identity)
	if err != nil {
		return err
	}
	if err := holdings.Remove(ctx, l.project); err != nil {
		return err
	}
	left, err := ownership.Look(ctx, l.project, l.identity)
	switch {
	case err != nil:
		return err
	case !left.None():
		return fmt.Errorf("%s of instance %s are left; run this again", left, l.claim.ID)
	}
	if err := resumeRemoval(ctx, l.claim); err != nil {
		return err
	}
	return release(l.claim)
}

func (l leftover) remainsText() string {
	if text := l.holdings.String(); text != "" {
		return "; left: " + text
	}
	return ""
}

// leftover finds what is left of a stale claim. The second result is why it may
// not be removed.
func (s Sandbox) leftover(ctx context.Context, answers engines.Answers, claim claims.Claim, known []claims.Claim) (leftover, error) {
	if claim.Host != "" {
		return leftover{}, fmt.Errorf("it ran on %s; to remove it, run mage sandbox:destroy -instance=%s", claim.Host, claim.ID)
	}
	l := leftover{claim: claim, identity: identityOf(s.Stack, claim), project: compose.NewProject(claim.ID, claim.Engine.Variables())}
	if err := stillThere(ctx, claim, known); err != nil && !removalCut(claim) {
		return l, err
	}
	err := answers.Ask(ctx, claim.Engine)
	if err != nil {
		return l, err
	}
	if l.holdings, err = ownership.Look(ctx, l.project, l.identity); err != nil {
		return l, err
	}
	if _, there := os.Stat(claim.Dir); there == nil && (!l.holdings.None() || len(l.holdings.Adopted) > 0) {
		return l, fmt.Errorf("its directory is there, and data of it; mage sandbox:init there restores %s, and mage sandbox:destroy -instance=%s removes it", instance.File, claim.ID)
	}
	if others := l.holdings.Others; claim.Key == "" && len(others) > 0 && !inUse(claim, known) {
		return l, fmt.Errorf("it is of version 0.1 and has no key, so nothing proves to be its own: %s", strings.Join(others, "; "))
	}
	return l, nil
}

// inUse tells whether a live instance has the id of a stale claim.
func inUse(stale claims.Claim, known []claims.Claim) bool {
	return slices.ContainsFunc(known, func(c claims.Claim) bool { return c.ID == stale.ID && c.Stale() == nil })
}

// movedTo is a directory beside the one that is gone that is the same instance:
// somebody has renamed it, and its data is in use.
func movedTo(claim claims.Claim) string {
	parent := filepath.Dir(claim.Dir)
	entries, err := os.ReadDir(parent)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		dir := filepath.Join(parent, e.Name())
		content, err := textfile.Read(filepath.Join(dir, instance.File))
		if err != nil || dir == claim.Dir {
			continue
		}
		if variables, err := instance.Parse(string(content)); err == nil && variables["INSTANCE_ID"] == claim.ID {
			return dir
		}
	}
	return ""
}
