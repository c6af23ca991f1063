package slots

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/ownership"
)

// leftoverError is the reason to keep a stale claim. It is a [claims.ErrClaimed].
type leftoverError struct {
	stale claims.Claim
	why   string
}

func (e *leftoverError) Error() string {
	return fmt.Sprintf("slot %d: %s of the deleted %s; mage sandbox:prune shows what is left of it", e.stale.Slot, e.why, e.stale.ID)
}

func (e *leftoverError) Unwrap() error { return claims.ErrClaimed }

// leftoverIn returns why a slot with a taken port cannot be had. Leftovers of a stale
// claim may hold the port.
func (f search) leftoverIn(ctx context.Context, next claims.Claim) error {
	known, _ := f.register.Claims()
	for _, c := range known {
		if c.Slot == next.Slot && c.Stale() != nil {
			return cmp.Or(f.leftover(ctx, c, next), claims.ErrClaimed)
		}
	}
	return claims.ErrClaimed
}

// leftover returns why a stale claim has to stay, nil if it does not: the engine may
// hold data of its instance, unless that is the new instance itself.
func (f search) leftover(ctx context.Context, stale, next claims.Claim) error {
	if stale.ID == next.ID && (stale.Key == "" || stale.Key == next.Key) {
		return nil
	}
	if err := f.answers.Ask(ctx, stale.Engine); err != nil {
		return &leftoverError{stale, "no engine answers that could tell what is left"}
	}
	in := ownership.Instance{ID: stale.ID, Key: stale.Key, Dir: stale.Dir, Former: stale.Former, Adopted: stale.Volumes, Anonymous: stale.Anonymous}
	holdings, err := ownership.Look(ctx, compose.NewProject(stale.ID, stale.Engine.Variables()), in)
	switch {
	case err != nil:
		return &leftoverError{stale, "the engine does not tell what is left"}
	case !holdings.None():
		return &leftoverError{stale, "the engine holds " + holdings.String()}
	case stale.Key == "" && len(holdings.Others) > 0:
		return &leftoverError{stale, fmt.Sprintf("the engine holds what no key proves to be (%s)", strings.Join(holdings.Others, "; "))}
	}
	return nil
}
