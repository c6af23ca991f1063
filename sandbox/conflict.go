package sandbox

import (
	"context"
	"errors"
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

func (o *session) conflict(ctx context.Context, taken []ports.Binding) error {
	holders := o.holders(ctx, taken, "")
	var text strings.Builder
	text.WriteString("ports of this instance are in use already:\n")
	for _, b := range taken {
		holder := holders[b]
		if holder == "" {
			holder = "an unknown holder; to find it, run " + ports.FindHolder(runtime.GOOS, b.Port)
		}
		fmt.Fprintf(&text, "  %s (%s) is held by %s\n", b.Address(), b.Service, holder)
	}
	text.WriteString("stop the holder, or give this instance other ports in .env.sandbox")
	return errors.New(text.String())
}

// holders name who holds each port: the engine knows its containers, the
// system its processes. What is missing is unknown, or held by the project that
// is not to be named.
func (o *session) holders(ctx context.Context, taken []ports.Binding, except string) map[ports.Binding]string {
	named := make(map[ports.Binding]string)
	for b, process := range ports.Holders(ctx, taken) {
		named[b] = process.String()
	}
	running, err := o.project.Running(ctx)
	if err != nil { // then the processes have to do
		return named
	}
	for _, b := range taken {
		if i := slices.IndexFunc(running, func(c compose.Container) bool { return c.Publishes(b) }); i >= 0 {
			named[b] = owner(running[i])
			if except != "" && running[i].Project() == except {
				delete(named, b)
			}
		}
	}
	return named
}

// owner is what a container belongs to, in a person's words.
func owner(c compose.Container) string {
	name := strings.TrimPrefix(c.Name, "/")
	switch {
	case c.Project() == "":
		return "container " + name
	case c.WorkingDir() == "":
		return fmt.Sprintf("Compose project %s (container %s)", c.Project(), name)
	case instance.Is(c.WorkingDir()):
		return fmt.Sprintf("instance %s in %s (container %s)", c.Project(), c.WorkingDir(), name)
	default:
		return fmt.Sprintf("Compose project %s in %s (container %s)", c.Project(), c.WorkingDir(), name)
	}
}
