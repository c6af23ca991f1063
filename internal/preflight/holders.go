package preflight

import (
	"context"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/ports/holder"
)

// Holders returns what holds each of the taken ports, as far as it is known: the
// engine knows containers, the system knows processes. Containers of the excepted
// project are left out.
func Holders(ctx context.Context, w workspace.Workspace, taken []ports.Binding, except string) map[ports.Binding]string {
	named := make(map[ports.Binding]string)
	if w.Instance.Machine == "" {
		for b, process := range holder.Find(ctx, taken) {
			named[b] = process.String()
		}
	}
	running, err := w.Project.Running(ctx)
	if err != nil { // the processes are all that is known
		return named
	}
	for _, b := range taken {
		if i := slices.IndexFunc(running, func(c docker.Container) bool { return c.Holds(b) }); i >= 0 {
			named[b] = owner(running[i])
			if except != "" && running[i].Project() == except {
				delete(named, b)
			}
		}
	}
	return named
}

// owner describes what a container belongs to. The labels are foreign text.
func owner(c docker.Container) string {
	name, project, dir := c.ShortName(), plain.Line(c.Project()), plain.Line(c.WorkingDir())
	switch {
	case project == "":
		return "container " + name
	case dir == "":
		return fmt.Sprintf("Compose project %s (container %s)", project, name)
	case instance.Is(c.WorkingDir()):
		return fmt.Sprintf("instance %s in %s (container %s)", project, dir, name)
	default:
		return fmt.Sprintf("Compose project %s in %s (container %s)", project, dir, name)
	}
}
