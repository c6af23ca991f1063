package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// overviewTimeout bounds what the engine is asked: an overview is for somebody
// who looks around, and says unknown rather than wait.
const overviewTimeout = 5 * time.Second

// What fits each state, the likeliest first.
var (
	nextWithout = []console.Command{
		{Line: "mage sandbox:init sandbox:up", Does: "make this directory an instance, and start it"},
		{Line: "mage -l", Does: "everything else"},
	}
	nextUnknown = []console.Command{
		{Line: "mage sandbox:doctor", Does: "what is wrong, and what mends it"},
		{Line: "mage -l", Does: "everything else"},
	}
	nextStopped = []console.Command{
		{Line: "mage sandbox:up", Does: "start it, and wait until it is ready"},
		{Line: "mage -l", Does: "everything else"},
	}
	nextPartly = []console.Command{
		{Line: "mage sandbox:status", Does: "which services do not run"},
		{Line: "mage sandbox:logs", Does: "what they wrote"},
		{Line: "mage sandbox:up", Does: "start what is missing"},
	}
	nextRunning = []console.Command{
		{Line: "mage sandbox:status", Does: "every service, its URL and how it answers"},
		{Line: "mage sandbox:logs -follow", Does: "what they write, until Ctrl-C"},
		{Line: "mage sandbox:down", Does: "stop it; the data stays"},
	}
)

// Overview shows where the current directory stands: which instance it is,
// whether its containers run, and what to do next. It tries nothing that can
// fail: without an instance, an engine or docker itself it says so.
func (s Sandbox) Overview(ctx context.Context) error {
	dir, err := instance.Real(".")
	if err != nil {
		return err
	}
	view := console.Overview{Dir: dir}
	in, err := instance.Load(dir, s.Stack.Scheme())
	switch {
	case errors.Is(err, instance.ErrNone):
		view.Instance, view.Next = "none yet", nextWithout
	case err != nil:
		view.Instance, view.Next = "unreadable: "+err.Error(), nextUnknown
	case isCopy(in):
		view.Instance, view.Next = fmt.Sprintf("none of its own: a copy of %s", in.ID), nextWithout
	default:
		view.Instance = fmt.Sprintf("%s (slot %d)", in.ID, in.Slot)
		view.Status, view.Next = s.glance(ctx, in)
	}
	s.console().Overview(view)
	return nil
}

// glance is how many of an instance's containers run. Whether they are ready
// is for status to say, which asks them.
func (s Sandbox) glance(ctx context.Context, in instance.Instance) (state string, next []console.Command) {
	ctx, cancel := context.WithTimeoutCause(ctx, overviewTimeout, errors.New("the engine does not answer"))
	defer cancel()
	containers, err := workspace.ProjectOf(s.Stack, in).Containers(ctx)
	containers = slices.DeleteFunc(containers, func(c docker.Container) bool { return stranger(in.Dir, cmp.Or(c.WorkingDir(), in.Dir)) })
	switch {
	case errors.Is(err, docker.ErrNoDocker):
		return "unknown: there is no docker command here", nextUnknown
	case err != nil:
		return "unknown: the Docker engine does not answer", nextUnknown
	case len(containers) == 0:
		return "not started", nextStopped
	}
	up, all := 0, 0
	for _, c := range containers {
		if c.Up() {
			up++
		}
		if !done(c, s.Stack.Asks(c.Service())) {
			all++
		}
	}
	switch state := overall(up, all, len(containers)); state {
	case report.Running:
		return fmt.Sprintf("running (%d/%d)", up, all), nextRunning
	case report.Partial:
		return fmt.Sprintf("partial (%d/%d)", up, all), nextPartly
	default:
		return state, nextStopped
	}
}
