package watch

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stops"
	"github.com/seed-491dada8/sandbox/internal/volumes"
	"github.com/seed-491dada8/sandbox/stack"
)

const (
	// loopAfter is the number of restarts without a healthy spell that make a crash
	// loop.
	loopAfter = 3

	// healthySpell is how long a process without a healthcheck must run for its next
	// crash to count as the first again.
	healthySpell = 10 * time.Second

	// maxEvents bounds how many events are kept in memory.
	maxEvents = 2000
)

// container is what the events say of one container. The engine forgets how a run ended
// when it restarts the container.
type container struct {
	stopped  bool      // it has ended since its last start
	started  time.Time // when an event told of its last start
	early    bool      // its last run began before the checks that it needs had passed
	forgiven int       // restarts that do not count
	ended    bool      // a run of it has ended
	exitCode int       // of the last run that ended
	run      stops.Run
	// answeredFirst says that a check passed in the container's first run.
	answeredFirst bool
	oomKilled     bool // a process of it was killed for lack of memory
}

// container returns what is known of a container.
func (w *Watch) container(id string) *container {
	c := w.containers[id]
	if c == nil {
		c = &container{}
		w.containers[id] = c
	}
	return c
}

// record notes what an event says, and keeps the event for the evidence.
func (w *Watch) record(e docker.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events[max(0, len(w.events)-maxEvents+1):], e)
	c, service := w.container(e.Actor.ID), e.Service()
	c.noteEnd(e)
	if w.isPast(e) {
		return
	}
	before, known := w.before[e.Actor.ID]
	w.timeline.Event(e, before, known)
	switch e.Action {
	case "start":
		w.runs[service] = Run{e.Actor.ID, w.runs[service].Number + 1}
		c.early, c.stopped, c.started = w.lacksNeeds(service), false, time.Now()
	case "die":
		c.stopped = true
	case "destroy":
		if !w.finished && w.runs[service].Container == e.Actor.ID {
			delete(w.runs, service)
		}
	}
}

// isPast reports whether an event is of a run of a container that ended before the watch
// began. Both times are by the engine's clock.
func (w *Watch) isPast(e docker.Event) bool {
	c, known := w.before[e.Actor.ID]
	return known && e.Time < c.State.FinishedAt.UnixNano()
}

// Now returns the time that tells how long a container has run, by the clock of the engine
// that dates its start. That clock may differ from this machine's, so the time since an event
// reported the start counts, or since the watch began.
func (w *Watch) Now(c docker.Container) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	age, since := now.Sub(c.State.StartedAt), w.container(c.ID).started
	before, known := w.before[c.ID]
	switch {
	case known && before.State.StartedAt.Equal(c.State.StartedAt): // it may have run for long
		age = max(age, now.Sub(w.begun))
	case since.IsZero():
	case age < 0:
		age = now.Sub(since)
	default: // the list may show a run whose event is still to come
		age = min(age, now.Sub(since))
	}
	return c.State.StartedAt.Add(age)
}

// noteEnd notes how a run of the container ends.
func (c *container) noteEnd(e docker.Event) {
	c.run.Note(e)
	switch e.Action {
	case "oom": // a child of the container's process may be the one that was killed
		c.oomKilled, c.ended = true, true
	case "die":
		c.exitCode, _ = strconv.Atoi(e.Actor.Attributes["exitCode"])
		c.ended = true
	}
}

// loops reports whether a container is in a crash loop: it was restarted loopAfter times
// since it was last well, and has crashed again. The engine counts the next restart too.
//
// A service may crash until the database that it uses answers. Such a crash is excused,
// and after it the service may crash once more.
func (c *container) loops(now docker.Container, excused bool) bool {
	if now.Up() {
		return false
	}
	if now.RestartCount < c.forgiven { // it was started by hand, and the engine counts anew
		c.forgiven = 0
	}
	if ran := now.State.FinishedAt.Sub(now.State.StartedAt); ran > healthySpell || now.Health() == "healthy" {
		c.forgiven = now.RestartCount
	}
	if excused {
		c.forgive(now)
		return false
	}
	return now.RestartCount-c.forgiven > loopAfter
}

// forgive lets a container crash once more, however often it has.
func (c *container) forgive(now docker.Container) {
	c.forgiven = max(c.forgiven, now.RestartCount-loopAfter+1)
}

// marked returns the containers, and marks those that were stopped by hand: since the watch
// began, according to the events, or before, as was known when it began.
func (w *Watch) marked(containers []docker.Container) []docker.Container {
	containers = slices.Clone(containers)
	for i, c := range containers {
		before, known := w.before[c.ID]
		was := known && before.Stopped && before.State.FinishedAt.Equal(c.State.FinishedAt)
		containers[i].Stopped = was || w.container(c.ID).run.ByHand(c.State.ExitCode)
	}
	return containers
}

// AddEndings adds to containers how they ended before they were restarted.
func (w *Watch) AddEndings(containers []docker.Container) {
	w.mu.Lock()
	defer w.mu.Unlock()
	copy(containers, w.marked(containers))
	for i := range containers {
		w.container(containers[i].ID).addEnding(&containers[i])
	}
}

func (c *container) addEnding(to *docker.Container) {
	if !c.ended {
		return
	}
	if to.Up() {
		to.State.ExitCode = c.exitCode
	}
	const killed = 128 + 9
	to.State.OOMKilled = to.State.OOMKilled || c.oomKilled && to.State.ExitCode == killed
}

// Stopped reports whether a container was stopped by hand, and did not end by itself. The
// engine keeps few events: if it has forgotten how the run ended, the exit code decides.
func (w *Watch) Stopped(c docker.Container) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if known := w.container(c.ID); known.ended {
		return known.run.ByHand(c.State.ExitCode)
	}
	return c.State.Status == "exited" && slices.Contains([]int{0, 128 + 9, 128 + 15}, c.State.ExitCode)
}

// FirstRun returns what is known of the first run of a container that a check asks.
func (w *Watch) FirstRun(c docker.Container) volumes.FirstRun {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := w.container(c.ID)
	switch {
	case known.answeredFirst:
		return volumes.Answered
	case c.RestartCount > 0, known.ended && known.exitCode != 0, c.State.Status == "exited" && c.State.ExitCode != 0:
		return volumes.Exited
	case w.passed(c.Service()):
		return volumes.Answered
	}
	return volumes.Unfinished
}

// passed reports whether a check that asks a service has passed.
func (w *Watch) passed(service string) bool {
	return slices.ContainsFunc(w.workspace.Checks(), func(c stack.Check) bool {
		return slices.Contains(c.Services, service) && !w.isMissing(c.Name)
	})
}

// EventLines returns the events, one JSON document a line.
func (w *Watch) EventLines() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var text strings.Builder
	for _, e := range w.events {
		if line, err := json.Marshal(e); err == nil {
			text.Write(append(line, '\n'))
		}
	}
	return text.String()
}
