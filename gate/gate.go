// Package gate decides whether a set of named checks passes before a deadline.
//
// It polls every check in parallel, holds one back until the checks that it
// needs have passed, and reports what each found. It knows how to ask, not
// whom: probes are functions, and [HTTP] is one of them.
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

// ErrDeadline is why a check that never passed was given up.
var ErrDeadline = errors.New("no answer before the deadline of the gate")

// ErrFinal is wrapped by an error of [Gate.Confirm] that no further round mends.
var ErrFinal = errors.New("no waiting mends it")

// Probe makes one attempt at a check. It returns nil when the check passes;
// otherwise an error that says what was tried and what came of it.
//
// It should return soon after ctx is done: [context.Cause] then tells why. The
// gate does not wait for one that doesn't.
type Probe func(ctx context.Context) error

// Check is one named condition of a [Gate].
type Check struct {
	Name string
	// Needs names the checks that must have passed before this one is tried.
	// They stand before it in [Gate.Checks].
	Needs []string
	Probe Probe
	// Timeout bounds one probe. Zero means [DefaultProbeTimeout].
	Timeout time.Duration
	// Context, if set, derives the context in which the check is polled.
	// Whoever knows that it cannot pass any more cancels that with a cause: the
	// check has then failed at once.
	Context func(context.Context) context.Context

	// What a person reads behind the name, such as "ready" or "not ready".
	// Skipped is the detail of a check that was never tried.
	Passed, Failed, Skipped string
}

// Gate is a set of checks under one deadline.
type Gate struct {
	Checks []Check
	// Timeout is the time for all checks together. Zero means [DefaultTimeout].
	Timeout time.Duration
	// Settle, if set, is called when every check has passed, and returns once
	// what was asked is there to stay.
	Settle func(ctx context.Context) error
	// Confirm, if set, is one more condition of the last round, in which every
	// check is probed once more, all together.
	Confirm func(ctx context.Context) error
	// Notify, if set, hears of every attempt and every verdict. Its calls never
	// overlap; it should return quickly, for the gate waits for it.
	Notify func(Event)
}

// Event tells of one attempt at a check, or of its verdict.
type Event struct {
	Check    string
	Status   Status // Waiting until there is a verdict
	Attempts int
	Err      error         // of the newest attempt
	Elapsed  time.Duration // since the gate began
}

// Run polls the checks until each has a verdict. A check that has not passed
// at the deadline has failed, with its last error as detail.
//
// Checks pass one after another, so what answered first may be gone by the
// time the last one passes: in the end all are probed once more, together, and
// polled again if one fails.
//
// The error is for a gate that could not be run: checks that need one another
// in no order, or a ctx that ended first. What was found until then is in the
// report all the same.
func (g Gate) Run(ctx context.Context) (Report, error) {
	if err := g.validate(); err != nil {
		return Report{}, err
	}
	limited, cancel := context.WithTimeoutCause(ctx, g.timeout(), ErrDeadline)
	defer cancel()

	r := run{start: time.Now(), checks: g.Checks, notify: g.Notify}
	var before Report
	for {
		report := r.poll(limited)
		final := !report.Passed
		if !final {
			report = r.confirm(limited, g, report)
			final = report.Passed || errors.Is(report.Unsettled, ErrFinal) || !r.rest(limited)
		}
		if final {
			if before.Checks != nil && cutShort(report) {
				report = before
			}
			report.Duration = time.Since(r.start)
			return report, context.Cause(ctx)
		}
		before = report
	}
}

// cutShort tells whether the deadline fell into a round in which no probe had an
// error of its own: the round before knows better why the gate does not pass.
func cutShort(report Report) bool {
	own := func(r Result) bool { return r.Status == Failed && !errors.Is(r.Err, ErrDeadline) }
	cut := func(r Result) bool { return errors.Is(r.Err, ErrDeadline) }
	return !slices.ContainsFunc(report.Checks, own) &&
		(errors.Is(report.Unsettled, ErrDeadline) || slices.ContainsFunc(report.Checks, cut))
}

// rest is the pause before everything is asked anew; false if the time is up.
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

// validate wants needs to point backwards, which also rules out a cycle.
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
				return fmt.Errorf("gate: check %s needs %s, which does not stand before it", c.Name, need)
			}
		}
		before = append(before, c.Name)
	}
	return nil
}

// run is what the checks of one [Gate.Run] share.
type run struct {
	start  time.Time
	checks []Check
	mu     sync.Mutex // serialises notify
	notify func(Event)
}

// poll brings every check to a verdict. One that needs others waits for
// theirs, and reads their results only then.
func (r *run) poll(ctx context.Context) Report {
	results := make([]Result, len(r.checks))
	contexts := make([]context.Context, len(r.checks))
	done := make(map[string]chan struct{})
	for i, c := range r.checks {
		done[c.Name] = make(chan struct{})
		contexts[i] = c.context(ctx)
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
	for i, c := range r.checks {
		results[i] = giveUp(ctx, contexts[i], c, results[i])
	}
	return newReport(results)
}

// giveUp fails a check that has become unrecoverable, also one that had passed.
func giveUp(ctx, own context.Context, c Check, result Result) Result {
	if ctx.Err() != nil || own.Err() == nil || result.Status == Skipped {
		return result
	}
	result.Status, result.Message, result.Unrecoverable = Failed, c.Failed, context.Cause(own)
	if errors.Is(result.Err, result.Unrecoverable) { // no probe had an error of its own
		result.Details = nil
	}
	result.Details = append(result.Details, result.Unrecoverable.Error())
	return result
}

// unmet is the first need of c that did not pass, or "". It reads no other
// result, for those may be still to come.
func (r *run) unmet(c Check, results []Result) string {
	for i, other := range r.checks {
		if slices.Contains(c.Needs, other.Name) && results[i].Status != Passed {
			return other.Name
		}
	}
	return ""
}

func (r *run) check(ctx context.Context, c Check, unmet string) Result {
	if unmet != "" {
		return r.tell(skipped(c, unmet))
	}
	began := time.Now()
	attempts, err := r.retry(ctx, c)
	return r.tell(verdict(c, time.Since(began), attempts, err))
}

func (c Check) context(ctx context.Context) context.Context {
	if c.Context == nil {
		return ctx
	}
	return c.Context(ctx)
}

// confirm probes every check once more, when nothing is about to change.
func (r *run) confirm(ctx context.Context, g Gate, report Report) Report {
	if err := call(ctx, g.Settle); err != nil {
		report.Passed, report.Unsettled = false, err
		return report
	}
	results := slices.Clone(report.Checks)
	var unsettled error
	var all sync.WaitGroup
	for i, c := range r.checks {
		all.Go(func() {
			if err := attempt(c.context(ctx), c); err != nil {
				results[i] = verdict(c, results[i].Duration, results[i].Attempts+1, err)
			}
		})
	}
	all.Go(func() { unsettled = call(ctx, g.Confirm) })
	all.Wait()
	report = newReport(results)
	report.Passed, report.Unsettled = report.Passed && unsettled == nil, unsettled
	return report
}

func call(ctx context.Context, f func(context.Context) error) error {
	if f == nil {
		return nil
	}
	return f(ctx)
}

// tell passes a verdict on.
func (r *run) tell(result Result) Result {
	r.event(Event{Check: result.Name, Status: result.Status, Attempts: result.Attempts, Err: result.Err})
	return result
}

func (r *run) event(e Event) {
	if r.notify == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	e.Elapsed = time.Since(r.start)
	r.notify(e)
}
