// Package timeline notes when the services of a start were created, started and ready.
package timeline

import (
	"errors"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Timeline notes the moments of a start. A nil Timeline notes nothing. An event counts
// when it arrives, a few milliseconds late, because the engine may have another clock.
type Timeline struct {
	begun time.Time

	mu     sync.Mutex
	spans  map[string]moments // by service
	passed map[string]float64 // in seconds, by check
}

type moments struct {
	container               string // its id, "" if it ran already
	created, started, ready time.Duration
}

// New returns a timeline that begins at a time.
func New(begun time.Time) *Timeline {
	return &Timeline{begun: begun, spans: make(map[string]moments), passed: make(map[string]float64)}
}

// Elapsed returns the time since the timeline began.
func (l *Timeline) Elapsed() time.Duration { return time.Since(l.begun) }

// Event notes an event of a container. Known says that the container existed before the
// start, in the state that before has; only a new start of it counts.
func (l *Timeline) Event(e docker.Event, before docker.Container, known bool) {
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

// Ready notes that a service has answered.
func (l *Timeline) Ready(service string) {
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

// Notify notes when a check passes. For a check that asks a register, it also notes
// which services are in it.
func (l *Timeline) Notify(w workspace.Workspace, e gate.Event) {
	if l == nil {
		return
	}
	var missing *stack.Unregistered
	registered := errors.As(e.Err, &missing)
	c := w.Stack.Check(e.Check)
	for _, service := range w.Configured(c.Services) {
		if c.Probe != nil && (e.Status == gate.Passed || registered && !slices.Contains(missing.Services, service)) {
			l.Ready(service)
		}
	}
	if e.Status == gate.Passed {
		l.mu.Lock()
		l.passed[e.Check] = seconds(e.Elapsed)
		l.mu.Unlock()
	}
}

// now returns the time since the start, but never 0, which stands for never.
func (l *Timeline) now() time.Duration { return max(l.Elapsed(), 1) }

// Spans returns the moments of all services. If the gate passed, a service that checks
// ask is ready even if no answer was noted.
func (l *Timeline) Spans(w workspace.Workspace, passed bool) []report.Span {
	l.mu.Lock()
	defer l.mu.Unlock()
	var spans []report.Span
	for _, name := range w.Config.Names() {
		m := l.spans[name]
		if passed && m.ready == 0 && w.Asked(name) {
			m.ready = l.now()
		}
		spans = append(spans, report.Span{Service: name, Created: moment(m.created), Started: moment(m.started), Ready: moment(m.ready)})
	}
	return spans
}

// Checks returns the checks that have passed, and when.
func (l *Timeline) Checks(w workspace.Workspace) []history.Check {
	l.mu.Lock()
	defer l.mu.Unlock()
	var checks []history.Check
	for _, c := range w.Checks() {
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

// seconds rounds a duration to milliseconds.
func seconds(d time.Duration) float64 { return math.Round(d.Seconds()*1000) / 1000 }
