package sandbox

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/stack"
)

// lookBack is how far back the events go that are kept as evidence.
const lookBack = 10 * time.Minute

// watch follows an instance's containers beside the gate, and gives up the
// checks that cannot pass any more.
type watch struct {
	o     *session
	known map[string]docker.Container // those that were there before, by id
	// look wakes the one who looks at the containers; one signal stands for
	// several requests.
	look     chan struct{}
	timeline *timeline     // nil where nothing is being started
	done     chan struct{} // closed when nothing is followed any more

	mu       sync.Mutex
	finished bool            // Compose has started what there is to start
	started  map[string]run  // newest, of each service that runs, or ran once
	stopped  map[string]bool // whether a container has ended since its last start, by id
	early    map[string]bool // whether a container's last run began without what it needs, by id
	passed   map[string]bool
	lasting  map[string]lasting // answers that no waiting mends, by check
	restarts restarts
	endings  endings
	contexts map[string]checkContext
	events   []docker.Event

	// The containers at the newest look, how often one was asked for, and how
	// many of those requests it answered.
	seen            []docker.Container
	asked, answered int
}

// run is one run of a container, which may be restarted; the zero value is an
// unknown one.
type run struct {
	container string // its id
	number    int
}

type checkContext struct {
	context.Context
	cancel context.CancelCauseFunc
}

// startWatch begins to follow the containers, from how they are now, until ctx
// is done. If Compose is about to start them anew, which the timeline is for,
// earlier crashes are forgiven.
func (o *session) startWatch(ctx context.Context, containers []docker.Container, timeline *timeline) *watch {
	w := &watch{
		o: o, timeline: timeline, known: make(map[string]docker.Container), look: make(chan struct{}, 1), done: make(chan struct{}),
		started: make(map[string]run), passed: make(map[string]bool), lasting: make(map[string]lasting), contexts: make(map[string]checkContext),
		stopped: make(map[string]bool), early: make(map[string]bool), restarts: make(restarts), endings: make(endings), seen: containers,
	}
	for _, c := range o.Stack.Checks {
		own, cancel := context.WithCancelCause(ctx)
		w.contexts[c.Name] = checkContext{own, cancel}
	}
	for _, c := range containers {
		w.known[c.ID] = c
		if c.Up() {
			w.started[c.Service()] = run{c.ID, 1}
		}
		if timeline != nil {
			w.restarts.forgive(c)
		}
	}
	var all sync.WaitGroup
	all.Go(func() { w.listen(ctx) })
	all.Go(func() { w.judgeAll(ctx) })
	go func() { all.Wait(); close(w.done) }()
	return w
}

// listen keeps account of the services that run, and asks for a look after
// each event that may mean the end of one. It begins with events of the past,
// which our clock cannot tell apart: the engine may have another.
func (w *watch) listen(ctx context.Context) {
	for since := time.Now().Add(-lookBack); ctx.Err() == nil; since = time.Now() {
		err := w.o.Project.Watch(ctx, since, w.event)
		// Until the next stream nobody tells what happens: the newest look is
		// outdated now, and one is wanted afterwards.
		w.startAll()
		w.again()
		w.engineGone(ctx, err)
		w.again()
	}
}

func (w *watch) event(e docker.Event) {
	w.record(e)
	switch {
	case e.Action == "oom": // a death follows, if it was not a mere child's
	case e.Action == "health_status: healthy" && !w.ill(e.Actor.ID):
	case e.Action == "start" && w.o.Stack.Service(e.Service()).Probe != nil: // it can be asked from now on
		w.again()
	case e.Action == "die", e.Action == "destroy", e.Action == "pause", e.Action == "unpause", e.Unhealthy():
		w.again()
	default:
		w.againIfFinished()
	}
}

// ill tells whether a container was unhealthy, for all that is known.
func (w *watch) ill(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.answered != w.asked || !slices.ContainsFunc(w.seen, func(c docker.Container) bool { return c.ID == id && c.Health() != "unhealthy" })
}

// startAll takes every container for started, since no event tells any more
// which ones are.
func (w *watch) startAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.stopped)
	for _, service := range w.o.Config.Names() {
		if _, known := w.started[service]; !known {
			w.started[service] = run{}
		}
	}
}

// tried are the runs of the services that are being asked.
func (w *watch) tried() map[string]run {
	w.mu.Lock()
	defer w.mu.Unlock()
	missing := func(check string) bool { return !w.passed[check] }
	runs := make(map[string]run)
	for _, c := range w.o.Checks() {
		if !missing(c.Name) || slices.ContainsFunc(w.o.EnabledChecks(c.Needs), missing) {
			continue
		}
		for _, service := range w.o.Configured(c.Services) {
			runs[service] = w.started[service]
		}
	}
	return runs
}

// once holds a probe back until the service is askable. The engine publishes a
// port a moment before the container has its network: a connection that comes too
// early is lost, and the container's address cannot be reached for a second after.
func (w *watch) once(service string, probe gate.Probe) gate.Probe {
	return func(ctx context.Context) error {
		if err := w.o.askable(service, w.running()); err != nil {
			return err
		}
		err := probe(ctx)
		if err == nil {
			w.timeline.ready(service)
		}
		return err
	}
}

// engineGone gives up every check if the engine really does not answer.
func (w *watch) engineGone(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	if _, again := w.o.Project.Architecture(ctx); again != nil && ctx.Err() == nil {
		for _, c := range w.contexts {
			c.cancel(fmt.Errorf("the Docker engine went away: %w", err))
		}
	}
	select { // the stream may end at once again
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
}

// composeFinished says that no container is about to be started any more.
func (w *watch) composeFinished() {
	w.startAll()
	w.mu.Lock()
	w.finished = true
	w.mu.Unlock()
	w.again()
}

// again asks for a look at the containers.
func (w *watch) again() {
	w.mu.Lock()
	w.asked++
	w.mu.Unlock()
	select {
	case w.look <- struct{}{}:
	default:
	}
}

// againIfFinished spares the looks while Compose starts one container after
// another: the one after the last counts. The newest look is outdated even so.
func (w *watch) againIfFinished() {
	w.mu.Lock()
	finished := w.finished
	if !finished {
		w.asked++
	}
	w.mu.Unlock()
	if finished {
		w.again()
	}
}

func (w *watch) judgeAll(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.look:
		}
		w.mu.Lock()
		asked := w.asked
		w.mu.Unlock()
		containers, err := w.o.Project.Containers(ctx)
		if err != nil {
			// The stream of events tells whether the engine is gone.
			time.AfterFunc(time.Second, w.again)
			continue
		}
		w.mu.Lock()
		w.seen, w.answered = containers, asked
		w.mu.Unlock()
		w.judge(containers)
	}
}

// newestLook is the newest look at the containers, and whether they are still
// so: no event has told of a change since.
func (w *watch) newestLook() (containers []docker.Container, current bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.seen), w.answered == w.asked
}

// running returns the containers at the newest look, without those that have
// ended since.
func (w *watch) running() []docker.Container {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.seen), func(c docker.Container) bool { return w.stopped[c.ID] })
}

// current are the containers as they are now. A verdict needs no look of its
// own, and is not late by one.
func (w *watch) current(ctx context.Context) ([]docker.Container, error) {
	for {
		containers, current := w.newestLook()
		if current {
			return containers, nil
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// judge gives up the checks whose services are dead, and those that use them.
func (w *watch) judge(containers []docker.Container) {
	w.mu.Lock()
	defer w.mu.Unlock()
	hopeless := make(map[string]bool)
	for _, c := range w.o.Checks() {
		services := w.o.Configured(c.Services)
		if answer := w.lasting[c.Name]; answer.certain() && w.settled(containers) {
			hopeless[c.Name] = true
			w.contexts[c.Name].cancel(answer.blame(services))
		}
		for _, service := range services {
			if why := w.hopeless(service, containers); why != "" {
				hopeless[c.Name] = true
				w.contexts[c.Name].cancel(&diagnose.Unrecoverable{Cause: why, Service: service})
			}
		}
		for _, other := range slices.Concat(c.Needs, c.Uses) {
			if hopeless[other] {
				hopeless[c.Name] = true
				w.contexts[c.Name].cancel(&consequence{of: other})
			}
		}
	}
}

// hopeless is why a service cannot come up any more, or "". Until Compose has
// finished, only a container that it has started already is judged: one that
// was there before may be about to be replaced, or to be started.
func (w *watch) hopeless(service string, containers []docker.Container) diagnose.Cause {
	container, found := newest(containers, service)
	before, known := w.known[container.ID]
	started := found && container.State.Status != "created" && !known
	if !w.finished && !started {
		return ""
	}
	if why := dead(container, found); why != "" {
		return why
	}
	if _, squatted := w.o.squatted(service); squatted && w.finished && container.Up() {
		return diagnose.ForeignListener
	}
	excused := w.lacks(service) || w.early[container.ID]
	if excused && known && container.RestartCount == before.RestartCount { // it may have crashed for another reason then
		return ""
	}
	if w.restarts.loops(container, excused) {
		return diagnose.CrashLoop
	}
	return ""
}

// lacks tells whether something that a service needs is not ready yet.
func (w *watch) lacks(service string) bool {
	missing := func(check string) bool { return !w.passed[check] }
	return slices.ContainsFunc(w.o.Checks(), func(c stack.Check) bool {
		return slices.Contains(c.Services, service) && slices.ContainsFunc(w.o.EnabledChecks(slices.Concat(c.Needs, c.Uses)), missing)
	})
}

// notify hears of the attempts and verdicts of the gate: what a crashing service
// may wait for, and what no waiting mends.
func (w *watch) notify(e gate.Event) {
	w.timeline.notify(w.o, e)
	w.mu.Lock()
	w.passed[e.Check] = e.Status == gate.Passed
	w.lasting[e.Check] = w.lasting[e.Check].after(diagnose.Lasting(e.Err))
	certain := w.finished && w.lasting[e.Check].certain()
	w.mu.Unlock()
	if certain {
		w.again()
	}
}

// within is the context of a check, for as long as it is not hopeless. The
// gate's own deadline counts too.
func (w *watch) within(check string) func(context.Context) context.Context {
	return func(ctx context.Context) context.Context {
		own, cancel := context.WithCancelCause(ctx)
		context.AfterFunc(w.contexts[check], func() { cancel(context.Cause(w.contexts[check])) })
		return own
	}
}
