package sandbox

import (
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// maxHistory bounds how many events are kept in memory.
const maxHistory = 2000

// record notes what an event says, and keeps it for the evidence.
func (w *watch) record(e docker.Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = append(w.events[max(0, len(w.events)-maxHistory+1):], e)
	before, known := w.known[e.Actor.ID]
	if !w.past(e) {
		w.timeline.event(e, before, known)
	}
	switch {
	case w.past(e):
	case e.Action == "start":
		w.started[e.Service()] = run{e.Actor.ID, w.started[e.Service()].number + 1}
		w.early[e.Actor.ID] = w.lacks(e.Service())
		delete(w.stopped, e.Actor.ID)
	case e.Action == "die":
		w.stopped[e.Actor.ID] = true
	case e.Action == "destroy" && !w.finished && w.started[e.Service()].container == e.Actor.ID:
		delete(w.started, e.Service())
	}
	w.endings.note(e)
}

// past tells whether an event is of an earlier run of a container that was
// there before: both times are by the engine's clock.
func (w *watch) past(e docker.Event) bool {
	c, known := w.known[e.Actor.ID]
	return known && e.Time < c.State.FinishedAt.UnixNano()
}

// endings are how the last runs of containers ended. The engine forgets that as
// it restarts them.
type endings map[string]ending // by container id

type ending struct {
	code      int
	oomKilled bool
}

func (n endings) note(e docker.Event) {
	last := n[e.Actor.ID]
	switch e.Action {
	case "oom": // the one that is killed for it may be a mere child of the container's process
		last.oomKilled = true
	case "die":
		last.code, _ = strconv.Atoi(e.Actor.Attributes["exitCode"])
	default:
		return
	}
	n[e.Actor.ID] = last
}

// recall adds to containers how they ended before they were restarted.
func (w *watch) recall(containers []docker.Container) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range containers {
		w.endings.recall(&containers[i])
	}
}

// recall adds to a container that was restarted how it ended before.
func (n endings) recall(c *docker.Container) {
	last, known := n[c.ID]
	if !known {
		return
	}
	if c.Up() {
		c.State.ExitCode = last.code
	}
	const killed = 128 + 9
	c.State.OOMKilled = c.State.OOMKilled || last.oomKilled && c.State.ExitCode == killed
}
