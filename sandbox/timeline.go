package sandbox

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// timeline notes when the services of a start come along; a nil one notes
// nothing. An event counts when it arrives, a few milliseconds late: the engine
// may have another clock.
type timeline struct {
	begun time.Time

	mu     sync.Mutex
	spans  map[string]moments // by service
	passed map[string]float64 // in seconds, by check
}

type moments struct {
	container               string // its id, "" where it ran already
	created, started, ready time.Duration
}

func newTimeline() *timeline {
	return &timeline{begun: time.Now(), spans: make(map[string]moments), passed: make(map[string]float64)}
}

// event notes what happened to a container. Of one that was there before, only
// a new start counts.
func (l *timeline) event(e docker.Event, before docker.Container, known bool) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	m := l.spans[e.Service()]
	switch {
	case e.Action == "create" && !known:
		m = moments{container: e.Actor.ID, created: l.now()}
	case e.Action == "start" && !before.Up() && m.container != e.Actor.ID:
		m = moments{container: e.Actor.ID, started: l.now()}
	case e.Action == "start" && !before.Up() && m.started == 0:
		m.started = l.now()
	case e.Action == "destroy" && m.container == e.Actor.ID:
		m = moments{}
	}
	l.spans[e.Service()] = m
}

// ready notes that a service has answered.
func (l *timeline) ready(service string) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if m := l.spans[service]; m.ready == 0 {
		m.ready = l.now()
		l.spans[service] = m
	}
}

// notify notes when checks pass, and of those that ask a register, which
// services are in it.
func (l *timeline) notify(o *session, e gate.Event) {
	if l == nil {
		return
	}
	var missing *stack.Unregistered
	registered := errors.As(e.Err, &missing)
	c := o.Stack.Check(e.Check)
	for _, service := range o.Configured(c.Services) {
		if c.Probe != nil && (e.Status == gate.Passed || registered && !slices.Contains(missing.Services, service)) {
			l.ready(service)
		}
	}
	if e.Status == gate.Passed {
		l.mu.Lock()
		l.passed[e.Check] = seconds(e.Elapsed)
		l.mu.Unlock()
	}
}

// now is never 0, which stands for never.
func (l *timeline) now() time.Duration { return max(time.Since(l.begun), 1) }

// report is what is known of the services, those of the stack in order. If all
// is ready, so is a service that was not seen to become it.
func (l *timeline) report(o *session, passed bool) []report.Span {
	l.mu.Lock()
	defer l.mu.Unlock()
	var spans []report.Span
	for _, name := range o.Config.Names() {
		m := l.spans[name]
		if passed && m.ready == 0 && o.asked(name) {
			m.ready = l.now()
		}
		spans = append(spans, report.Span{Service: name, Created: moment(m.created), Started: moment(m.started), Ready: moment(m.ready)})
	}
	return spans
}

// checks are those that have passed, and when.
func (l *timeline) checks(o *session) []history.Check {
	l.mu.Lock()
	defer l.mu.Unlock()
	var checks []history.Check
	for _, c := range o.Checks() {
		if at, passed := l.passed[c.Name]; passed {
			checks = append(checks, history.Check{Name: c.Name, Seconds: at})
		}
	}
	return checks
}

func moment(at time.Duration) *float64 {
	if at == 0 {
		return nil
	}
	return new(seconds(at))
}
