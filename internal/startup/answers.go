package startup

import (
	"slices"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// answers holds which runs of containers gave the newest answer of each service. An answer
// counts only from a container that Compose leaves in place and that has run on since.
type answers struct {
	mu sync.Mutex
	by map[string][]containerRun // by service
}

// containerRun is one run of a container.
type containerRun struct {
	id      string
	started time.Time
}

func runOf(c docker.Container) containerRun { return containerRun{c.ID, c.State.StartedAt} }

// note records that one of the containers has answered for a service. There are none for a
// job that has ended.
func (n *answers) note(service string, by []docker.Container) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(by) == 0 {
		return
	}
	if n.by == nil {
		n.by = make(map[string][]containerRun)
	}
	n.by[service] = nil
	for _, c := range by {
		n.by[service] = append(n.by[service], runOf(c))
	}
}

// areOld reports whether a service has answered, but none of its containers that are up now
// has run since then.
func (n *answers) areOld(service string, containers []docker.Container) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	by, answered := n.by[service]
	hasAnswered := func(c docker.Container) bool { return slices.Contains(by, runOf(c)) }
	return answered && !slices.ContainsFunc(condition.Up(containers, service), hasAnswered)
}

// isOld reports whether a service has answered, but none of its containers that are up now
// has run since then. A job that is done needs none.
func (a *attempt) isOld(service string, containers []docker.Container) bool {
	return a.answers.areOld(service, containers) && !condition.Done(a.worst(containers, service).Container, a.w.Ending(service))
}

// noteAnswer notes the answer of a service, and that it is ready.
func (a *attempt) noteAnswer(service string, by []docker.Container) {
	a.answers.note(service, by)
	a.timeline.Ready(service)
}
