package status

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/stops"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// glanceTimeout bounds the question to the engine: an overview says unknown rather
// than wait.
const glanceTimeout = 5 * time.Second

// The commands that fit each state, the likeliest first: NextWithout for a directory that
// is no instance, NextUnknown for one that cannot be read.
var (
	NextWithout = []report.Command{
		{Line: "mage sandbox:init sandbox:up", Does: "make this directory an instance, and start it"},
		{Line: "mage -l", Does: "everything else"},
	}
	NextUnknown = []report.Command{
		{Line: "mage sandbox:doctor", Does: "what is wrong, and what mends it"},
		{Line: "mage -l", Does: "everything else"},
	}
	nextStopped = []report.Command{
		{Line: "mage sandbox:up", Does: "start it, and wait until it is ready"},
		{Line: "mage -l", Does: "everything else"},
	}
	nextPartly = []report.Command{
		{Line: "mage sandbox:status", Does: "which services do not run"},
		{Line: "mage sandbox:logs", Does: "what they wrote"},
		{Line: "mage sandbox:up", Does: "start what is missing"},
	}
	nextRunning = []report.Command{
		{Line: "mage sandbox:status", Does: "every service, its URL and how it answers"},
		{Line: "mage sandbox:logs -follow", Does: "what they write, until Ctrl-C"},
		{Line: "mage sandbox:down", Does: "stop it; the data stays"},
	}
)

// Glance counts the containers of an instance that run, and says what to do next. It asks
// no service: [Describe] does.
func Glance(ctx context.Context, s stack.Stack, in instance.Instance, overview *report.Overview) {
	ctx, cancel := context.WithTimeoutCause(ctx, glanceTimeout, errors.New("the engine does not answer"))
	defer cancel()
	project := workspace.ProjectOf(s, in)
	containers, err := project.Containers(ctx)
	if err != nil {
		overview.State, overview.Reason, overview.Next = report.Unknown, "the Docker engine does not answer", NextUnknown
		if errors.Is(err, docker.ErrNoDocker) {
			overview.Reason = "there is no docker command here"
		}
		return
	}
	owner := identity.Owner(s, in)
	own := slices.DeleteFunc(containers, func(c docker.Container) bool { return !owner.Uses(c) })
	w := workspace.LastKnown(s, in)
	stops.Mark(ctx, project.Project, own, w.MayBeJob)
	counts := condition.Count(condition.All(w.Config, own), w.Ending)
	overview.Up, overview.Total, overview.State = counts.Up, counts.Total, counts.State
	switch overview.State {
	case report.Running:
		overview.Next = nextRunning
	case report.Partial:
		overview.Next = nextPartly
	default:
		overview.Next = nextStopped
	}
}
