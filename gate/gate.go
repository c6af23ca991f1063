// Package gate decides whether a set of named checks passes before a deadline.
//
// A [Gate] polls its checks in parallel. A check that needs others starts when
// those have passed. Probes are functions: [HTTP] provides one for web services, and the
// packages below this one provide probes for other protocols.
package gate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// DefaultTimeout is how long a [Gate] waits when it names no timeout.
const DefaultTimeout = 120 * time.Second

// ErrDeadline is the error of a check that had no answer before the gate's deadline.
var ErrDeadline = errors.New("no answer before the deadline of the gate")

// ErrFinal marks a permanent error of [Gate.Confirm]. If Confirm returns an error that wraps
// ErrFinal, the gate fails at once instead of asking again.
var ErrFinal = errors.New("waiting does not help")

// Probe makes one attempt at a check. It returns nil if the check passes, otherwise
// an error that says what it asked and what came back.
//
// A probe should return soon after ctx is done; [context.Cause] then gives the
// reason. The gate does not wait for a probe that ignores ctx.
type Probe func(ctx context.Context) error

// Check is one named condition of a [Gate].
type Check struct {
	Name string
	// Needs names the checks that must pass before this one is tried. They come
	// before it in [Gate.Checks].
	Needs []string
	Probe Probe
	// Timeout bounds one attempt. Zero means [DefaultProbeTimeout].
	Timeout time.Duration
	// Context, if set, derives the context in which the check is polled. Cancel it
	// with a cause when the check cannot pass any more: the check fails at once,
	// and the cause is its [Result.Unrecoverable].
	Context func(context.Context) context.Context

	// Passed and Failed are the result's message, such as "ready" and "not ready".
	// Skipped is the detail of a check that was never tried.
	Passed, Failed, Skipped string
	// PassedAs, if set, is called when the check has passed. Its text, unless it is empty,
	// replaces Passed: some probes learn only from the answers which question they can ask.
	PassedAs func() string
}

// Gate is a set of checks under one deadline.
type Gate struct {
	Checks []Check
	// Timeout is the time for all checks together. Zero means [DefaultTimeout].
	Timeout time.Duration
	// Settle, if set, is called when every check has passed. It returns when the
	// services have stopped changing.
	Settle func(ctx context.Context) error
	// Confirm, if set, is one more condition of the last round. It is called after that
	// round has probed every check once more, all at the same time.
	Confirm func(ctx context.Context) error
	// Guard, if set, runs beside the checks. It returns an error as soon as something that
	// no check asks keeps the gate from passing, or nil when its context is done.
	Guard func(ctx context.Context) error
	// Notify, if set, is called for every failed attempt and every verdict. Its
	// calls never overlap. It should return quickly, because the gate waits for it.
	Notify func(Event)
}

// Event describes a failed attempt at a check, or its verdict. A check that has passed
// waits again if the last round fails it.
type Event struct {
	Check    string
	Status   Status // Waiting until there is a verdict
	Attempts int
	Err      error         // of the last attempt
	Elapsed  time.Duration // since the gate began
}

// Run polls the checks until each has a verdict. A check that has not passed by the
// deadline fails, with its last error as the detail. When one check is given up, the gate
// has failed: the checks that have no verdict a moment later are skipped.
//
// Checks pass one after another, and a service that answered first may be gone when
// the last check passes. So Run probes all of them once more at the end, and polls
// again if one fails.
//
// Run returns an error if the checks are invalid, or if ctx ends before the
// verdict. In the latter case the report holds what was found until then.
func (g Gate) Run(ctx context.Context) (Report, error) {
	if err := g.validate(); err != nil {
		return Report{}, err
	}
	limited, cancel := context.WithTimeoutCause(ctx, g.timeout(), ErrDeadline)
	defer cancel()

	limited, cut := context.WithCancelCause(limited)
	defer cut(nil)

	r := run{start: time.Now(), checks: g.Checks, notify: g.Notify, cut: cut}
	go r.guard(limited, g.Guard)
	var before Report
	for {
		report := r.poll(limited)
		final := !report.Passed
		if !final && r.unpassable() == nil {
			report = r.confirm(limited, g, report)
			final = report.Passed || errors.Is(report.Unsettled, ErrFinal) || !r.rest(limited)
		}
		if why := r.unpassable(); why != nil {
			report.Passed, report.Unsettled, final = false, why, true
		}
		if final {
			if before.Checks != nil && cutShort(report) {
				report = before
			}
			restore(report.Checks, before.Checks)
			report.Duration = time.Since(r.start)
			return report, context.Cause(ctx)
		}
		before = report
	}
}

// cutShort reports whether the deadline ended a round before any probe failed by
// itself. The report of the round before then says more.
func cutShort(report Report) bool {
	failed := func(r Result) bool { return r.Status == Failed && !errors.Is(r.Err, ErrDeadline) }
	cut := func(r Result) bool { return errors.Is(r.Err, ErrDeadline) }
	return !slices.ContainsFunc(report.Checks, failed) &&
		(errors.Is(report.Unsettled, ErrDeadline) || slices.ContainsFunc(report.Checks, cut))
}

// rest pauses before the next round. It reports false if the time is up.
func (r *run) rest(ctx context.Context) bool {
	select {
	case <-time.After(pause(time.Since(r.start))):
		return true
	case <-ctx.Done():
		return false
	}
}

func (g Gate) timeout() time.Duration {
	if g.Timeout == 0 {
		return DefaultTimeout
	}
	return g.Timeout
}

// validate returns an error unless each check has a probe and a name of its own,
// and needs only checks before it, which rules out cycles.
func (g Gate) validate() error {
	var before []string
	for _, c := range g.Checks {
		if slices.Contains(before, c.Name) {
			return fmt.Errorf("gate: two checks are named %s", c.Name)
		}
		if c.Probe == nil {
			return fmt.Errorf("gate: check %s has no probe", c.Name)
		}
		for _, need := range c.Needs {
			if !slices.Contains(before, need) {
				return fmt.Errorf("gate: check %s needs %s, which is not declared before it", c.Name, need)
			}
		}
		before = append(before, c.Name)
	}
	return nil
}

// run holds what the checks of one [Gate.Run] share.
type run struct {
	start  time.Time
	checks []Check
	cut    context.CancelCauseFunc // ends the checks that have no verdict
	mu     sync.Mutex              // serialises notify
	notify func(Event)
	lost   error // why Guard has cut the gate short
}

// poll brings every check to a verdict. A check that needs others waits for them
// before it reads their results.
func (r *run) poll(ctx context.Context) Report {
	results := make([]Result, len(r.checks))
	contexts := make([]context.Context, len(r.checks))
	done := make(map[string]chan struct{})
	for i, c := range r.checks {
		done[c.Name] = make(chan struct{})
		contexts[i] = r.context(ctx, c)
	}
	var all sync.WaitGroup
	for i, c := range r.checks {
		all.Go(func() {
			defer close(done[c.Name])
			for _, need := range c.Needs {
				<-done[need]
			}
			results[i] = r.check(contexts[i], c, r.unmet(c, results))
		})
	}
	all.Wait()
	for i := range r.checks {
		results[i] = r.giveUp(ctx, contexts[i], i, results)
	}
	return newReport(results)
}

// giveUp returns the result of a check: failed if its own context was cancelled, even if
// the check had passed. A check that was skipped fails only if no failure of another one
// explains that.
func (r *run) giveUp(ctx, checkCtx context.Context, i int, results []Result) Result {
	c, result := r.checks[i], results[i]
	if checkCtx.Err() == nil || errors.Is(context.Cause(ctx), context.Cause(checkCtx)) || result.Status == Skipped && r.follows(c, results) {
		return result
	}
	result.Status, result.Message, result.Unrecoverable = Failed, c.Failed, context.Cause(checkCtx)
	if errors.Is(result.Err, result.Unrecoverable) { // no probe failed by itself
		result.Details = nil
	}
	result.Details = append(result.Details, result.Unrecoverable.Error())
	return result
}

// follows reports whether a check that c needs, or that one of those needs, has failed.
func (r *run) follows(c Check, results []Result) bool {
	for i, other := range r.checks {
		if slices.Contains(c.Needs, other.Name) && (results[i].Status == Failed || r.follows(other, results)) {
			return true
		}
	}
	return false
}

// unmet returns the first check that c needs and that did not pass, or "". It reads
// no other results, because other checks may still be writing theirs.
func (r *run) unmet(c Check, results []Result) string {
	for i, other := range r.checks {
		if slices.Contains(c.Needs, other.Name) && results[i].Status != Passed {
			return other.Name
		}
	}
	return ""
}

// check polls one check, unless a check that it needs did not pass.
func (r *run) check(ctx context.Context, c Check, unmet string) Result {
	if unmet != "" {
		return r.notifyOf(skipped(c, unmet))
	}
	began := time.Now()
	attempts, err := r.retry(ctx, c)
	if err != nil && isCut(ctx) {
		return r.notifyOf(undecided(c, time.Since(began), attempts))
	}
	return r.notifyOf(verdict(c, time.Since(began), attempts, err))
}

// confirm waits for [Gate.Settle], and then probes every check once more.
func (r *run) confirm(ctx context.Context, g Gate, report Report) Report {
	results, contexts := slices.Clone(report.Checks), make([]context.Context, len(r.checks))
	for i, c := range r.checks {
		contexts[i] = r.context(ctx, c)
	}
	unsettled := call(ctx, g.Settle)
	if unsettled == nil {
		r.probeOnce(contexts, results)
		unsettled = call(ctx, g.Confirm)
	}
	for i := range r.checks {
		results[i] = r.giveUp(ctx, contexts[i], i, results)
	}
	report = newReport(results)
	if !report.Passed && isCut(ctx) {
		unsettled = nil
	}
	report.Passed, report.Unsettled = report.Passed && unsettled == nil, unsettled
	return report
}

// probeOnce probes every check that has passed once more, and corrects the results.
func (r *run) probeOnce(contexts []context.Context, results []Result) {
	var all sync.WaitGroup
	for i, c := range r.checks {
		all.Go(func() {
			if err := attempt(contexts[i], c); err != nil && !isCut(contexts[i]) {
				results[i] = verdict(c, results[i].Duration, results[i].Attempts+1, err)
				r.send(Event{Check: c.Name, Status: Waiting, Attempts: results[i].Attempts, Err: err})
			}
		})
	}
	all.Wait()
}

// call calls f, if it is set.
func call(ctx context.Context, f func(context.Context) error) error {
	if f == nil {
		return nil
	}
	return f(ctx)
}

// notifyOf sends a verdict to [Gate.Notify], and returns it.
func (r *run) notifyOf(result Result) Result {
	r.send(Event{Check: result.Name, Status: result.Status, Attempts: result.Attempts, Err: result.Err})
	return result
}

// send sends an event to [Gate.Notify].
func (r *run) send(e Event) {
	if r.notify == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	e.Elapsed = time.Since(r.start)
	r.notify(e)
}
