package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Event is what happened to a container, as the engine tells it.
type Event struct {
	Action string // create, start, kill, die, stop, oom, destroy, pause, unpause, health_status: unhealthy, ...
	Actor  struct {
		ID         string
		Attributes map[string]string
	}
	Time int64 `json:"timeNano"`
}

// Service returns the Compose service of the container.
func (e Event) Service() string { return e.Actor.Attributes[labelService] }

// watched lists the events after which a service may be unrecoverable, or no longer be.
// It leaves out the many events of healthchecks that run.
var watched = []string{"create", "start", "die", "stop", "kill", "oom", "destroy", "pause", "unpause", "health_status"}

// Watch tells of the project's container events from since on, until ctx is
// done or the engine goes away. It returns the cause in either case.
func (p Project) Watch(ctx context.Context, since time.Time, tell func(Event)) error {
	args := []string{
		"events", "--format", "{{json .}}", "--filter", "type=container", "--filter", "label=" + labelProject + "=" + p.Name,
		"--since", fmt.Sprintf("%d.%09d", since.Unix(), since.Nanosecond()),
	}
	for _, action := range watched {
		args = append(args, "--filter", "event="+action)
	}
	stderr := &Tail{Limit: 16 << 10}
	cmd := p.Command(ctx, args...)
	cmd.Stderr = stderr
	cmd.Stdout = &eachLine{tell: func(line []byte) {
		if e, ok := parseEvent(line); ok {
			tell(e)
		}
	}}
	err := cmd.Run()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err == nil {
		err = fmt.Errorf("the stream of events ended")
	}
	return p.Failure(args, stderr.String(), err)
}

// parseEvent reads one line of `docker events`, of a member of the project: not
// of what `docker compose run` started. Engines before 25 call the action
// "status" too; both have had "Action" since 1.22 of the API.
func parseEvent(line []byte) (Event, bool) {
	var e Event
	if err := json.Unmarshal(line, &e); err != nil || e.Action == "" || e.Actor.ID == "" || strings.EqualFold(e.Actor.Attributes[labelOneOff], "true") {
		return Event{}, false
	}
	return e, true
}

// Unhealthy reports whether the event says that a container is unhealthy.
func (e Event) Unhealthy() bool { return strings.HasSuffix(e.Action, "unhealthy") }
