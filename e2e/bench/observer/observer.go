// Package observer finds out when each service of the default stack becomes ready. It
// shares no code with the gate that it judges.
package observer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	// observeEvery is the time from the beginning of one attempt to the beginning of
	// the next, unless the attempt takes longer.
	observeEvery = 5 * time.Millisecond
	// impatience bounds an attempt before the condition is found. docker-proxy
	// accepts connections that then hang, and a new connection is answered long
	// before those. Each attempt without an answer doubles the bound.
	impatience = 50 * time.Millisecond

	// A condition that was found must hold for confirmFor. It is asked less often
	// then, which leaves the machine to the stack.
	confirmFor   = time.Second
	confirmEvery = 50 * time.Millisecond
	// patience bounds every other attempt: the time that a person would wait before
	// calling a service dead.
	patience = 5 * time.Second
)

// Sighting says when a condition was found to hold.
//
// A condition is ready at the end of the first successful attempt after which none
// failed. The end counts, not the beginning: a server may hold an attempt back until
// it can answer, and no client could have known before. A command's verdict is timed
// in the same way, when its reader has it. This choice and the pace of the attempts
// can hide no more than [Sighting.Blind].
type Sighting struct {
	Condition string
	Began     time.Time // of the attempt that found it
	Ready     time.Time // the end of that attempt; zero if the condition was never found
	Failed    time.Time // the beginning of the last attempt that failed
	Err       error     // of the last attempt that did not succeed
	last      time.Time // the end of the newest attempt
}

// Found reports whether the condition was found.
func (s Sighting) Found() bool { return !s.Ready.IsZero() }

// lasting reports whether the condition has held long enough.
func (s Sighting) lasting() bool { return s.Found() && s.last.Sub(s.Ready) >= confirmFor }

// Blind returns the time from the last moment at which the condition is known not
// to have held until it was found.
func (s Sighting) Blind() time.Duration {
	if s.Failed.IsZero() {
		return s.Ready.Sub(s.Began)
	}
	return s.Ready.Sub(s.Failed)
}

// note records an attempt.
func (s *Sighting) note(began, ended time.Time, err error) {
	s.last = ended
	switch {
	case err != nil:
		s.Failed, s.Err = began, err
		s.Began, s.Ready = time.Time{}, time.Time{}
	case !s.Found():
		s.Began, s.Ready = began, ended
	}
}

// watch looks for the condition until it has held long enough, or ctx is done.
func (c Condition) watch(ctx context.Context) Sighting {
	s := Sighting{Condition: c.Name}
	timeout := impatience
	for !s.lasting() {
		every := observeEvery
		if s.Found() {
			every, timeout = confirmEvery, patience
		}
		began := time.Now()
		err := c.attempt(ctx, timeout)
		if ctx.Err() != nil {
			break
		}
		if _, unanswered := errors.AsType[silence](err); unanswered && timeout < patience {
			s.Err = err
			timeout = min(2*timeout, patience)
		} else {
			s.note(began, time.Now(), err)
			timeout = impatience
		}
		sleep(ctx, time.Until(began.Add(every)))
	}
	return s
}

func (c Condition) attempt(ctx context.Context, timeout time.Duration) error {
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err := c.probe(limited)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return silence(timeout)
	}
	return err
}

// silence is the error of an attempt without an answer. Its value is the time
// waited.
type silence time.Duration

func (s silence) Error() string { return fmt.Sprintf("no answer within %s", time.Duration(s)) }

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// Observe watches all conditions at the same time. The returned function waits for
// the sightings, which are in the order of the conditions.
func Observe(ctx context.Context, all []Condition) (wait func() []Sighting) {
	sightings := make([]Sighting, len(all))
	var watchers sync.WaitGroup
	for i, c := range all {
		watchers.Go(func() { sightings[i] = c.watch(ctx) })
	}
	return func() []Sighting {
		watchers.Wait()
		return sightings
	}
}

// Probe tries each condition once, all at the same time. The errors are in the order
// of the conditions.
func Probe(ctx context.Context, all []Condition) []error {
	errs := make([]error, len(all))
	var probes sync.WaitGroup
	for i, c := range all {
		probes.Go(func() { errs[i] = c.attempt(ctx, patience) })
	}
	probes.Wait()
	return errs
}
