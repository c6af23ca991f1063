package observer

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// Attempt is one attempt of an observer.
type Attempt struct {
	Began, Ended time.Time
	Err          error
}

// Journal holds all attempts of an observer, in the order of their ends.
type Journal []Attempt

// Health returns the condition that the backend answers its health check.
func Health(variables map[string]string) Condition {
	url := "http://" + net.JoinHostPort(variables["SANDBOX_BIND"], variables["KTRDR_API_PORT"]) + "/api/v1/health"
	return Condition{"Backend", func(ctx context.Context) error { return get(ctx, url, http.StatusOK) }}
}

// Follow tries a condition again and again until ctx is done, and completes the attempts
// that are under way then. An attempt that hangs keeps no other one back for long: one whose
// first packet is lost while a container gets its network takes a second. The returned
// function waits for the journal.
func Follow(ctx context.Context, c Condition) func() Journal {
	done := make(chan Journal, 1)
	go func() {
		var mu sync.Mutex
		var journal Journal
		var all sync.WaitGroup
		for ctx.Err() == nil {
			began, ended := time.Now(), make(chan struct{})
			all.Go(func() {
				defer close(ended)
				err := c.attempt(context.WithoutCancel(ctx), patience)
				mu.Lock()
				defer mu.Unlock()
				journal = append(journal, Attempt{began, time.Now(), err})
			})
			select {
			case <-ended:
			case <-time.After(impatience):
			}
			sleep(ctx, time.Until(began.Add(observeEvery)))
		}
		all.Wait()
		done <- journal
	}()
	return func() Journal { return <-done }
}

var errNoAttempt = errors.New("no attempt at that moment")

// recent is how long before a moment an answer still tells of it. A gate asks last
// before it lists the containers and writes its verdict.
const recent = 300 * time.Millisecond

// At returns nil if an attempt that ended a moment before the time, or that went on at
// that time, succeeded. Otherwise it returns why the condition did not hold. An attempt that
// went on all that moment says nothing about it.
func (j Journal) At(at time.Time) error {
	last := errNoAttempt
	for _, a := range j {
		since := at.Add(-recent)
		isAll := a.Began.Before(since) && a.Ended.After(at)
		if a.Began.After(at) || a.Ended.Before(since) || isAll {
			continue
		}
		if a.Err == nil {
			return nil
		}
		last = a.Err
	}
	return last
}
