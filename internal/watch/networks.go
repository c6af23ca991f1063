package watch

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// listenToLenders asks for a list of the containers after each start and end of a container
// outside the project whose network a service shares. The project's own events do not
// report it.
func (w *Watch) listenToLenders(ctx context.Context) {
	names := condition.Lenders(w.workspace.Config)
	if len(names) == 0 {
		return
	}
	args := []string{"events", "--filter", "type=container", "--filter", "event=start", "--filter", "event=die", "--filter", "event=destroy"}
	for _, name := range names {
		args = append(args, "--filter", "container="+name)
	}
	w.follow(ctx, lenderEvents(w.requestIfFinished), args)
}

// follow writes the events that a docker command reports, from past ones on, until ctx is done.
func (w *Watch) follow(ctx context.Context, events io.Writer, args []string) {
	for since := time.Now().Add(-lookBack); ctx.Err() == nil; since = time.Now() {
		cmd := w.workspace.Project.Command(ctx, slices.Concat(args, []string{"--since", fmt.Sprint(since.Unix())})...)
		cmd.Stdout = events
		_ = cmd.Run() // the project's own events show whether the engine is gone
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
			w.requestIfFinished() // for the events until the next stream
		}
	}
}

// lenderEvents is a writer that calls a function whenever docker writes events to it.
type lenderEvents func()

func (tell lenderEvents) Write(text []byte) (int, error) {
	tell()
	return len(text), nil
}

// listenToNetworks asks for a list of the containers after a running one was disconnected
// from a network of the project, which the events of containers do not report. A gate that
// has its verdict within a second needs no such stream: its list is new.
func (w *Watch) listenToNetworks(ctx context.Context) {
	args := []string{"events", "--format", `{{index .Actor.Attributes "container"}}`, "--filter", "type=network", "--filter", "event=disconnect"}
	for _, name := range condition.Networks(w.workspace.Config, w.workspace.Project.Name) {
		args = append(args, "--filter", "network="+name)
	}
	select {
	case <-ctx.Done():
	case <-time.After(time.Second):
		w.follow(ctx, networkEvents(w.disconnected), args)
	}
}

// disconnected asks for a list if a container of the project was disconnected and runs: the
// engine also disconnects one that ends.
func (w *Watch) disconnected(id string) {
	if slices.ContainsFunc(w.Running(), func(c docker.Container) bool { return c.ID == id }) {
		w.requestIfFinished()
	}
}

// networkEvents is a writer that calls a function with the container of each event.
type networkEvents func(container string)

func (tell networkEvents) Write(text []byte) (int, error) {
	for _, id := range strings.Fields(string(text)) {
		tell(id)
	}
	return len(text), nil
}
