package gate

import (
	"context"
	"errors"
	"time"
)

const (
	// lastWord is how long the other checks may still get a verdict when one cannot pass
	// any more: what ended one service may have ended others.
	lastWord = 100 * time.Millisecond

	// firstWord is how long after the beginning of the gate they may: a service that is
	// ready answers within it.
	firstWord = 400 * time.Millisecond
)

// errCut ends the checks that have no verdict when the verdict of the gate is certain.
var errCut = errors.New("the gate failed before this check had a verdict")

// guard cuts the gate short if [Gate.Guard] says that it cannot pass.
func (r *run) guard(ctx context.Context, guard func(context.Context) error) {
	if guard == nil {
		return
	}
	if err := guard(ctx); err != nil && ctx.Err() == nil {
		r.mu.Lock()
		r.lost = err
		r.mu.Unlock()
		r.cutSoon()
	}
}

// unpassable returns why [Gate.Guard] has cut the gate short, or nil.
func (r *run) unpassable() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.lost
}

// cutSoon ends the checks that have no verdict a moment later.
func (r *run) cutSoon() {
	time.AfterFunc(max(lastWord, firstWord-time.Since(r.start)), func() { r.cut(errCut) })
}

// context returns the context in which a check is polled. If the check is given up, the
// gate has failed, and the others are cut short.
func (r *run) context(ctx context.Context, c Check) context.Context {
	if c.Context == nil {
		return ctx
	}
	own := c.Context(ctx)
	context.AfterFunc(own, func() {
		if ctx.Err() == nil {
			r.cutSoon()
		}
	})
	return own
}

// isCut reports whether a check was ended because the verdict of the gate is certain.
func isCut(ctx context.Context) bool { return context.Cause(ctx) == errCut }

// undecided returns the result of a check that was cut short.
func undecided(c Check, took time.Duration, attempts int) Result {
	return Result{Name: c.Name, Status: Skipped, Message: notReady, Duration: took, Attempts: attempts}
}

const notReady = "skipped (not ready when the gate failed)"

// restore gives the checks that had passed in the round before, and that were cut short since,
// their results of then. There are none of a first round.
func restore(results, before []Result) {
	for i := range before {
		if results[i].Message == notReady && before[i].Status == Passed {
			results[i] = before[i]
		}
	}
}
