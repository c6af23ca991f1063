package watch

import (
	"context"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// request asks for a new list of the containers. One list answers all requests that
// were made before it.
func (w *Watch) request() {
	w.mu.Lock()
	w.asked++
	w.mu.Unlock()
	select {
	case w.requests <- struct{}{}:
	default:
	}
}

// requestIfFinished asks for a new list if Compose has finished. Until then it only marks
// the newest list as outdated: Compose starts one container after another, and the list
// after the last one counts.
func (w *Watch) requestIfFinished() {
	w.mu.Lock()
	finished := w.finished
	if !finished {
		w.asked++
	}
	w.mu.Unlock()
	if finished {
		w.request()
	}
}

// judgeAll lists the containers at each request, and judges them.
func (w *Watch) judgeAll(ctx context.Context) {
	var again <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.requests:
		case <-again:
		}
		looking, abandon := context.WithCancel(ctx)
		w.mu.Lock()
		asked, finished := w.asked, w.finished
		w.abandon = abandon
		w.mu.Unlock()
		containers, err := w.List(looking)
		isAbandoned := looking.Err() != nil
		abandon()
		if isAbandoned {
			continue
		}
		if err != nil {
			// The stream of events shows whether the engine is gone.
			time.AfterFunc(time.Second, w.request)
			continue
		}
		w.mu.Lock()
		w.listed, w.answered, w.complete = containers, asked, finished
		w.mu.Unlock()
		w.judge(containers)
		if again = nil; w.isAwaiting(containers) {
			again = time.After(awaitedPause)
		}
	}
}

// List asks the engine for the containers. Until Compose has finished, it does not wait for
// those that the engine is just starting: the others are judged meanwhile.
func (w *Watch) List(ctx context.Context) ([]docker.Container, error) {
	w.mu.Lock()
	project, finished, listed := w.workspace.Project, w.finished, w.listed
	w.mu.Unlock()
	if !finished {
		return project.Glance(ctx)
	}
	project.Likely = nil
	for _, c := range listed {
		project.Likely = append(project.Likely, c.ID)
	}
	slices.Sort(project.Likely)
	return project.Containers(ctx)
}

// awaitedPause is the time between two lists while the gate or Compose waits for a
// container. No event reports the output of a healthcheck.
const awaitedPause = time.Second

// isAwaiting reports whether the gate waits for the health or the start of a container, or
// Compose waits for one service before it starts another.
func (w *Watch) isAwaiting(containers []docker.Container) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	containers = w.marked(containers)
	isStarting := func(c docker.Container) bool {
		return c.Health() == "starting" && w.judged(c.Service()) || w.isBeingStarted(c, containers)
	}
	return slices.ContainsFunc(containers, isStarting) || slices.ContainsFunc(w.workspace.Config.Names(), func(service string) bool {
		_, waits := condition.Awaited(w.workspace.Config, containers, service)
		return waits
	})
}

// Newest returns the newest list of the containers. It is current if no event has told
// of a change since.
func (w *Watch) Newest() (containers []docker.Container, current bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.marked(w.listed), w.answered == w.asked
}

// Running returns the newest list of the containers, without those that have ended
// since.
func (w *Watch) Running() []docker.Container {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.listed), func(c docker.Container) bool { return w.container(c.ID).stopped })
}

// Current waits until the newest list is current, and returns it. A verdict needs no
// list of its own, and is not late by one.
func (w *Watch) Current(ctx context.Context) ([]docker.Container, error) {
	for {
		containers, current := w.Newest()
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
