// Package watch follows an instance's containers beside the gate, and gives up the
// checks that cannot pass any more.
package watch

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/timeline"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// lookBack is the age of the oldest events that are kept as evidence.
const lookBack = 10 * time.Minute

// Watch follows the containers of a workspace.
type Watch struct {
	workspace workspace.Workspace
	foreign   preflight.ForeignListeners
	timeline  *timeline.Timeline          // nil if nothing is being started
	before    map[string]docker.Container // that existed when the watch began, by id
	requests  chan struct{}               // wakes the goroutine that lists the containers
	done      chan struct{}               // closed when nothing is followed any more
	begun     time.Time

	mu         sync.Mutex
	finished   bool                  // Compose starts no more containers
	checks     map[string]*check     // by name
	containers map[string]*container // by id
	runs       map[string]Run        // the newest, of each service that runs or has run
	events     []docker.Event
	other      command // that works on them, too

	// The newest list of containers, how many lists were asked for, and how many of
	// those requests the newest list answers.
	listed          []docker.Container
	asked, answered int
	complete        bool   // the list was asked for after Compose had finished
	abandon         func() // ends the list that is being made, if there is one
}

// Run is one run of a container, which may be restarted. The zero value is an unknown
// run.
type Run struct {
	Container string // its id
	Number    int
}

// Start begins to follow the containers, from how they are now, until ctx is done. If
// Compose is about to start them, the timeline is not nil, and earlier crashes are
// forgiven.
func Start(ctx context.Context, w workspace.Workspace, foreign preflight.ForeignListeners, containers []docker.Container, l *timeline.Timeline) *Watch {
	watch := newWatch(w, containers)
	watch.foreign, watch.timeline = foreign, l
	for _, c := range containers {
		watch.before[c.ID] = c
		if c.Up() {
			watch.runs[c.Service()] = Run{c.ID, 1}
		}
		if l != nil {
			watch.container(c.ID).forgive(c)
		}
	}
	var all sync.WaitGroup
	all.Go(func() { watch.listen(ctx) })
	all.Go(func() { watch.listenToLenders(ctx) })
	all.Go(func() { watch.listenToNetworks(ctx) })
	all.Go(func() { watch.judgeAll(ctx) })
	go func() { all.Wait(); close(watch.done) }()
	return watch
}

// newWatch returns a watch that follows nothing yet.
func newWatch(w workspace.Workspace, containers []docker.Container) *Watch {
	watch := &Watch{
		workspace: w, before: make(map[string]docker.Container), requests: make(chan struct{}, 1), done: make(chan struct{}), begun: time.Now(),
		checks: make(map[string]*check), containers: make(map[string]*container), runs: make(map[string]Run), listed: containers, abandon: func() {},
	}
	for _, c := range w.Stack.Checks {
		watch.checks[c.Name] = newCheck()
	}
	return watch
}

// Done returns a channel that is closed when the watch has ended.
func (w *Watch) Done() <-chan struct{} { return w.done }

// listen follows the engine's events, and asks for a list of the containers after each
// event that may mean the end of one. It begins with past events, because the engine may
// have another clock.
func (w *Watch) listen(ctx context.Context) {
	for since := time.Now().Add(-lookBack); ctx.Err() == nil; since = time.Now() {
		err := w.workspace.Project.Watch(ctx, since, w.event)
		// Until the next stream no event arrives: the newest list is outdated now,
		// and another one is needed afterwards.
		w.assumeAllStarted()
		w.request()
		w.checkEngine(ctx, err)
		w.request()
	}
}

func (w *Watch) event(e docker.Event) {
	w.record(e)
	switch {
	case e.Action == "kill":
	case e.Action == "stop": // it follows the end, which was taken for that of a job
		w.request()
	case e.Action == "oom": // the container's end follows, unless a child process was killed
	case w.judged(e.Service()) && (e.Action == "start" || strings.HasPrefix(e.Action, "health_status")): // the gate waits for it
		w.request()
	case e.Action == "health_status: healthy" && !w.wasUnhealthy(e.Actor.ID):
	case e.Action == "start" && w.asks(e.Service()): // from now on
		w.request()
	case e.Action == "die", e.Action == "destroy", e.Action == "pause", e.Action == "unpause", e.Unhealthy():
		w.request()
	default:
		w.requestIfFinished()
	}
}

// judged reports whether the gate looks at the container of a service: a check does, or no
// check asks the service.
func (w *Watch) judged(service string) bool {
	return w.workspace.Judge(service) != "" || !w.workspace.Stack.Asks(service)
}

// asks reports whether a check asks a service itself: over the network, or by a client in
// its container.
func (w *Watch) asks(service string) bool {
	return w.workspace.Stack.Service(service).Probe != nil || w.workspace.Client(service) != nil
}

// wasUnhealthy reports whether a container was unhealthy, or may have been.
func (w *Watch) wasUnhealthy(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	isWell := func(c docker.Container) bool { return c.ID == id && c.Health() != "unhealthy" }
	return w.answered != w.asked || !slices.ContainsFunc(w.listed, isWell)
}

// assumeAllStarted takes every service for started, because no event may say which are.
func (w *Watch) assumeAllStarted() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.containers {
		c.stopped = false
	}
	for _, service := range w.workspace.Config.Names() {
		if _, known := w.runs[service]; !known {
			w.runs[service] = Run{}
		}
	}
}

// checkEngine gives up every check if the engine does not answer. Err is why the stream
// of events ended.
func (w *Watch) checkEngine(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	if _, failed := w.workspace.Project.Architecture(ctx); failed != nil && ctx.Err() == nil {
		for _, c := range w.checks {
			c.giveUp(fmt.Errorf("the Docker engine went away: %w", err))
		}
	}
	select { // the next stream may end at once, too
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
}

// ComposeFinished says that Compose starts no more containers. The verdict needs a list that
// is made from now on, and waits for none that is being made.
func (w *Watch) ComposeFinished() {
	w.assumeAllStarted()
	w.mu.Lock()
	w.finished = true
	abandon := w.abandon
	w.mu.Unlock()
	abandon()
	w.request()
}

// NothingStarted says that Compose has started nothing: the containers that the watch began
// with are the stack. Events tell of what has changed since.
func (w *Watch) NothingStarted() {
	w.assumeAllStarted()
	w.mu.Lock()
	w.finished, w.complete = true, true
	containers := w.listed
	w.mu.Unlock()
	w.judge(containers)
	if w.isAwaiting(containers) {
		w.request()
	}
}

// Notify receives the attempts and verdicts of the gate.
func (w *Watch) Notify(e gate.Event) {
	w.timeline.Notify(w.workspace, e)
	w.mu.Lock()
	c := w.checks[e.Check]
	c.passed = e.Status == gate.Passed
	if c.passed {
		w.noteAnswers(e.Check)
	}
	c.answer = c.answer.after(diagnose.Lasting(e.Err))
	certain := w.finished && c.answer.certain()
	w.mu.Unlock()
	if certain {
		w.request()
	}
}

// noteAnswers notes which containers a check has found ready in their first run.
func (w *Watch) noteAnswers(check string) {
	for _, service := range w.workspace.Stack.Check(check).Services {
		run := w.runs[service]
		if c := w.container(run.Container); run.Container != "" && !c.ended {
			c.answeredFirst = true
		}
	}
}

// Within returns the function that gives a check its context, which ends when the check
// is given up, or with the gate's own deadline.
func (w *Watch) Within(check string) func(context.Context) context.Context {
	return func(ctx context.Context) context.Context {
		limited, cancel := context.WithCancelCause(ctx)
		given := w.checks[check].ctx
		context.AfterFunc(given, func() { cancel(context.Cause(given)) })
		return limited
	}
}

// Tried returns the newest runs of the services that the gate asks now.
func (w *Watch) Tried() map[string]Run {
	w.mu.Lock()
	defer w.mu.Unlock()
	runs := make(map[string]Run)
	for _, c := range w.workspace.Checks() {
		if w.checks[c.Name].passed || slices.ContainsFunc(w.workspace.EnabledChecks(c.Needs), w.isMissing) {
			continue
		}
		for _, service := range w.workspace.Configured(c.Services) {
			runs[service] = w.runs[service]
		}
	}
	return runs
}

// isMissing reports whether a check has not passed.
func (w *Watch) isMissing(check string) bool { return !w.checks[check].passed }
