// Package stops finds out which containers were stopped by hand, and did not end by
// themselves.
package stops

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// Run is what the engine's events say of the end of a container's newest run.
type Run struct {
	stopped bool
	signals []int // that asked it to end
}

// ending are the signals that ask a process to end.
var ending = []int{2, 3, 9, 15}

// Note notes an event of the container.
func (r *Run) Note(e docker.Event) {
	switch e.Action {
	case "start":
		*r = Run{}
	case "stop": // as by docker stop, after the end of the run
		r.stopped = true
	case "kill":
		if signal, err := strconv.Atoi(e.Actor.Attributes["signal"]); err == nil && slices.Contains(ending, signal) {
			r.signals = append(r.signals, signal)
		}
	}
}

// ByHand reports whether docker stop or docker kill ended the run. After docker kill the
// exit code has to confirm it: a process may go on after a signal.
func (r Run) ByHand(exitCode int) bool {
	heeded := len(r.signals) > 0 && exitCode == 0
	return r.stopped || heeded || slices.Contains(r.signals, exitCode-128)
}

// late is how long after the end of a run the engine may report that it was stopped.
const late = 500 * time.Millisecond

// patience is how long an engine whose clock is behind may take to report it.
const patience = 2 * time.Second

// Mark marks the containers that exited with 0 because they were stopped by hand. It looks
// only at services that may be jobs: nothing else tells a stopped server from a job that is
// done. The engine remembers its last 256 events; a container whose stop it has forgotten is
// not marked.
func Mark(ctx context.Context, p docker.Project, containers []docker.Container, mayBeJob func(docker.Container) bool) {
	args := []string{"events", "--format", "{{json .}}", "--since", "1", "--filter", "event=start", "--filter", "event=stop", "--filter", "event=kill"}
	runs := make(map[string]*Run)
	var until time.Time
	for _, c := range containers {
		if endedWell(c) && mayBeJob(c) {
			runs[c.ID], until = new(Run), latest(until, c.State.FinishedAt.Add(late))
			args = append(args, "--filter", "container="+c.ID)
		}
	}
	if len(runs) == 0 {
		return
	}
	if until.Year() < 2000 { // docker ps tells no times, and nothing else did
		until = time.Now()
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	text, err := p.Output(ctx, append(args, "--until", fmt.Sprintf("%d.%09d", until.Unix(), until.Nanosecond()))...)
	if err != nil {
		return // as if the engine had forgotten it
	}
	for line := range bytes.Lines(text) {
		var e docker.Event
		if json.Unmarshal(line, &e) == nil && runs[e.Actor.ID] != nil {
			runs[e.Actor.ID].Note(e)
		}
	}
	for i, c := range containers {
		if run := runs[c.ID]; run != nil {
			containers[i].Stopped = run.ByHand(0)
		}
	}
}

// endedWell reports whether a container exited with 0.
func endedWell(c docker.Container) bool {
	return c.State.Status == "exited" && c.State.ExitCode == 0
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
