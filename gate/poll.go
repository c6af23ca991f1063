package gate

import (
	"context"
	"fmt"
	"time"

	"github.com/sethvargo/go-retry"
)

// DefaultProbeTimeout bounds one probe of a [Check] that names no timeout.
const DefaultProbeTimeout = 5 * time.Second

const (
	minPause = 20 * time.Millisecond
	maxPause = time.Second

	// grace lets a probe whose time is up say in its own words what it was
	// waiting for.
	grace = 50 * time.Millisecond
)

// pause is the time between two probes after waiting for so long: about 1 % of
// it, and after 10 s rather 1.5 %, so that a verdict is late by no more than a
// sliver of the wait, and a long wait neither fills the services' logs nor keeps
// a processor busy.
func pause(waited time.Duration) time.Duration {
	const long = 10 * time.Second
	return min(max(waited/100, minPause)+max(waited-long, 0)/200, maxPause)
}

// retry probes until one attempt passes or ctx is done, and returns the last
// error that a probe gave by itself: retry.Do knows only that ctx has ended.
func (r *run) retry(ctx context.Context, c Check) (attempts int, last error) {
	backoff := retry.BackoffFunc(func() (time.Duration, bool) {
		return pause(time.Since(r.start)), false
	})
	err := retry.Do(ctx, backoff, func(ctx context.Context) error {
		attempts++
		err := attempt(ctx, c)
		if err == nil {
			return nil
		}
		if !ended(ctx) || last == nil {
			last = err
		}
		r.event(Event{Check: c.Name, Status: Waiting, Attempts: attempts, Err: err})
		return retry.RetryableError(err)
	})
	switch {
	case err == nil:
		return attempts, nil
	case last == nil:
		return attempts, err
	default:
		return attempts, last
	}
}

// ended tells whether a probe in ctx was cut short. A connection whose deadline
// is that of ctx may time out a moment before ctx itself does.
func ended(ctx context.Context) bool {
	deadline, limited := ctx.Deadline()
	return ctx.Err() != nil || limited && !time.Now().Before(deadline)
}

// attempt runs one probe within its time, and leaves it behind when it does
// not heed its context.
func attempt(ctx context.Context, c Check) error {
	timeout := c.Timeout
	if timeout == 0 {
		timeout = DefaultProbeTimeout
	}
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no answer within %s", timeout))
	defer cancel()

	result := make(chan error, 1)
	go func() { result <- c.Probe(ctx) }()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-result:
		return err
	case <-time.After(grace):
		return context.Cause(ctx)
	}
}
