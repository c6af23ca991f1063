package observer

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Attempt is one attempt of an observer.
type Attempt struct {
	Began, Ended time.Time
	Err          error
}

// Journal holds all attempts of an observer, the first one first.
type Journal []Attempt

// Health returns the condition that the backend answers its health check.
func Health(variables map[string]string) Condition {
	url := "http://" + net.JoinHostPort(variables["SANDBOX_BIND"], variables["KTRDR_API_PORT"]) + "/api/v1/health"
	return Condition{"Backend", func(ctx context.Context) error { return get(ctx, url, http.StatusOK) }}
}

// Follow tries a condition again and again until ctx is done, and completes the attempt
// that is under way then. The returned function waits for the journal.
func Follow(ctx context.Context, c Condition) func() Journal {
	done := make(chan Journal, 1)
	go func() {
		var journal Journal
		for ctx.Err() == nil {
			began := time.Now()
			err := c.attempt(context.WithoutCancel(ctx), patience)
			journal = append(journal, Attempt{began, time.Now(), err})
			sleep(ctx, time.Until(began.Add(observeEvery)))
		}
		done <- journal
	}()
	return func() Journal { return <-done }
}

var errNoAttempt = errors.New("no attempt at that moment")

// recent is how long before a moment an answer still tells of it. A gate asks last
// before it lists the containers and writes its verdict.
const recent = 300 * time.Millisecond

// At returns nil if an attempt that ended a moment before the time, or that went on at
// that time, succeeded. Otherwise it returns why the condition did not hold.
func (j Journal) At(at time.Time) error {
	var last error
	for _, a := range j {
		if a.Began.After(at) || a.Ended.Before(at.Add(-recent)) {
			continue
		}
		if a.Err == nil {
			return nil
		}
		last = a.Err
	}
	if last == nil {
		last = errNoAttempt
	}
	return last
}
