package watch

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
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
	for since := time.Now().Add(-lookBack); ctx.Err() == nil; since = time.Now() {
		cmd := w.workspace.Project.Command(ctx, append(args, "--since", fmt.Sprint(since.Unix()))...)
		cmd.Stdout = lenderEvents(w.requestIfFinished)
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
