package gate

import (
	"context"
	"fmt"
	"time"

	"github.com/sethvargo/go-retry"
)

// DefaultProbeTimeout bounds one attempt at a [Check] that names no timeout.
const DefaultProbeTimeout = 5 * time.Second

const (
	minPause = 20 * time.Millisecond
	maxPause = time.Second

	// grace is the time in which a probe whose time is up can still return its own
	// error, which says what it was waiting for.
	grace = 50 * time.Millisecond
)

// pause returns the time between two attempts: about 1 % of the time that was waited
// already, and after 10 s about 1.5 %. A verdict is thus late by a small part of the
// wait, and a long wait neither fills the services' logs nor keeps a processor busy.
func pause(waited time.Duration) time.Duration {
	const long = 10 * time.Second
	return min(max(waited/100, minPause)+max(waited-long, 0)/200, maxPause)
}

// retry probes until an attempt passes or ctx is done. It returns the last error that
// a probe gave by itself, because retry.Do only returns that ctx has ended.
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
		r.send(Event{Check: c.Name, Status: Waiting, Attempts: attempts, Err: err})
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

// ended reports whether ctx has ended, or is about to. A connection with the deadline
// of ctx may time out a moment before ctx does.
func ended(ctx context.Context) bool {
	deadline, limited := ctx.Deadline()
	return ctx.Err() != nil || limited && !time.Now().Before(deadline)
}

// attempt runs one probe within its timeout. It does not wait for a probe that
// ignores its context.
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
