package sandbox

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/ports"
)

// checkPorts wants every port that the stack publishes to be free or held by
// the instance itself. The error names the holder of each that is not.
func (o *session) checkPorts(ctx context.Context, containers []compose.Container) error {
	foreign := slices.DeleteFunc(o.config.Bindings(), func(b ports.Binding) bool {
		return slices.ContainsFunc(containers, func(c compose.Container) bool { return c.Publishes(b) })
	})
	taken, err := ports.Taken(ctx, foreign)
	if err != nil {
		return notTried(fmt.Errorf("%w; SANDBOX_BIND in .env.sandbox is the address that ports are published on", err))
	}
	if len(taken) > 0 {
		return portTaken(o.conflict(ctx, taken))
	}
	return nil
}

// conflict names the holder of each port: the engine knows its containers, the
// system its processes, and where neither tells, the reader can ask.
func (o *session) conflict(ctx context.Context, taken []ports.Binding) error {
	running, err := o.project.Running(ctx)
	if err != nil {
		running = nil // the processes may tell
	}
	processes := ports.Holders(ctx, taken)
	var text strings.Builder
	text.WriteString("ports of this instance are in use already:\n")
	for _, b := range taken {
		holder := "an unknown holder; to find it, run " + ports.FindHolder(runtime.GOOS, b.Port)
		i := slices.IndexFunc(running, func(c compose.Container) bool { return c.Publishes(b) })
		process, known := processes[b]
		switch {
		case i >= 0:
			holder = owner(running[i])
		case known:
			holder = process.String()
		}
		fmt.Fprintf(&text, "  %s (%s) is held by %s\n", b.Address(), b.Service, holder)
	}
	text.WriteString("stop the holder, or give this instance other ports in .env.sandbox")
	return fmt.Errorf("%s", text.String())
}

// owner is what a container belongs to, in a person's words.
func owner(c compose.Container) string {
	name := strings.TrimPrefix(c.Name, "/")
	switch {
	case c.Project() == "":
		return "container " + name
	case instance.Is(c.WorkingDir()):
		return fmt.Sprintf("instance %s in %s (container %s)", c.Project(), c.WorkingDir(), name)
	default:
		return fmt.Sprintf("Compose project %s in %s (container %s)", c.Project(), c.WorkingDir(), name)
	}
}
