package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	// observeEvery is the time from the beginning of an attempt to that of the
	// next, unless the attempt takes longer.
	observeEvery = 5 * time.Millisecond
	// impatience bounds an attempt before the condition was found, for
	// docker-proxy accepts connections which then hang, and a new one is
	// answered long before they are. Each that was not answered doubles it.
	impatience = 50 * time.Millisecond

	// A condition that was found must hold this long, asked more rarely: from
	// then on the observer leaves the machine to the stack.
	confirmFor   = time.Second
	confirmEvery = 50 * time.Millisecond
	// patience bounds every other attempt: what a person would wait before
	// calling a service dead. No answer within less says nothing either way.
	patience = 5 * time.Second
)

// sighting is how a condition was found.
//
// It is ready at the end of the first successful attempt after which none
// failed. At the end, not at the beginning: a server may hold an attempt back
// until it can answer, and nobody could have known before it did. The verdict
// is taken alike, when its reader has it. What this choice and the pace of the
// attempts can hide is no more than blind.
type sighting struct {
	condition string
	began     time.Time // of that attempt
	ready     time.Time // its end; zero if the condition was never found
	failed    time.Time // when the last attempt began that showed it not to hold
	err       error     // of the last attempt that did not succeed
	last      time.Time // when the newest attempt ended
}

func (s sighting) found() bool { return !s.ready.IsZero() }

// lasting tells whether the condition has held long enough.
func (s sighting) lasting() bool { return s.found() && s.last.Sub(s.ready) >= confirmFor }

// blind is the time from the last moment at which the condition is known not
// to have held to the one at which it was found.
func (s sighting) blind() time.Duration {
	if s.failed.IsZero() {
		return s.ready.Sub(s.began)
	}
	return s.ready.Sub(s.failed)
}

func (s *sighting) note(began, ended time.Time, err error) {
	s.last = ended
	switch {
	case err != nil:
		s.failed, s.err = began, err
		s.began, s.ready = time.Time{}, time.Time{}
	case !s.found():
		s.began, s.ready = began, ended
	}
}

// watch looks for the condition until it lasts or ctx is done.
func (c condition) watch(ctx context.Context) sighting {
	s := sighting{condition: c.name}
	timeout := impatience
	for !s.lasting() {
		every := observeEvery
		if s.found() {
			every, timeout = confirmEvery, patience
		}
		began := time.Now()
		err := c.attempt(ctx, timeout)
		if ctx.Err() != nil {
			break
		}
		if _, unanswered := errors.AsType[silence](err); unanswered && timeout < patience {
			s.err = err
			timeout = min(2*timeout, patience)
		} else {
			s.note(began, time.Now(), err)
			timeout = impatience
		}
		sleep(ctx, time.Until(began.Add(every)))
	}
	return s
}

func (c condition) attempt(ctx context.Context, timeout time.Duration) error {
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err := c.probe(limited)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return silence(timeout)
	}
	return err
}

// silence is the error of an attempt that was not answered for so long.
type silence time.Duration

func (s silence) Error() string { return fmt.Sprintf("no answer within %s", time.Duration(s)) }

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// observe watches all conditions, each by itself. What it returns waits for
// the sightings.
func observe(ctx context.Context, all []condition) (wait func() []sighting) {
	sightings := make([]sighting, len(all))
	var watchers sync.WaitGroup
	for i, c := range all {
		watchers.Go(func() { sightings[i] = c.watch(ctx) })
	}
	return func() []sighting {
		watchers.Wait()
		return sightings
	}
}

// probe asks for each condition once, all at a time. The errors stand at the
// places of their conditions.
func probe(ctx context.Context, all []condition) []error {
	errs := make([]error, len(all))
	var probes sync.WaitGroup
	for i, c := range all {
		probes.Go(func() { errs[i] = c.attempt(ctx, patience) })
	}
	probes.Wait()
	return errs
}
