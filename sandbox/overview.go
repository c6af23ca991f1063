package sandbox

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// overviewTimeout bounds the question to the engine: an overview says unknown rather
// than wait.
const overviewTimeout = 5 * time.Second

// The commands that fit each state, the likeliest first.
var (
	nextWithout = []report.Command{
		{Line: "mage sandbox:init sandbox:up", Does: "make this directory an instance, and start it"},
		{Line: "mage -l", Does: "everything else"},
	}
	nextUnknown = []report.Command{
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

// Overview returns which instance the directory is, whether its containers run, and
// what to do next. Without an instance, an engine or docker itself the document says
// so; the error is for a directory that cannot be read.
func (s Sandbox) Overview(ctx context.Context) (report.Overview, error) {
	overview := report.NewOverview()
	return conclude(ctx, overview, s.overview(ctx, overview))
}

func (s Sandbox) overview(ctx context.Context, overview *report.Overview) (err error) {
	if overview.Dir, err = instance.Real(s.dir()); err != nil {
		return err
	}
	in, err := instance.Load(overview.Dir, s.Stack.Scheme())
	switch {
	case errors.Is(err, instance.ErrNone):
		overview.Reason, overview.Next = "none yet", nextWithout
	case err != nil:
		overview.Reason, overview.Next = "unreadable: "+err.Error(), nextUnknown
	case isCopy(in):
		overview.Reason, overview.Next = "none of its own: a copy of "+in.ID, nextWithout
	default:
		overview.Instance, overview.Slot = in.ID, new(in.Slot)
		s.glance(ctx, in, overview)
	}
	return nil
}

// glance counts the containers of an instance that run. It asks no service: Status
// does.
func (s Sandbox) glance(ctx context.Context, in instance.Instance, overview *report.Overview) {
	ctx, cancel := context.WithTimeoutCause(ctx, overviewTimeout, errors.New("the engine does not answer"))
	defer cancel()
	containers, err := workspace.ProjectOf(s.Stack, in).Containers(ctx)
	if err != nil {
		overview.State, overview.Reason, overview.Next = report.Unknown, "the Docker engine does not answer", nextUnknown
		if errors.Is(err, docker.ErrNoDocker) {
			overview.Reason = "there is no docker command here"
		}
		return
	}
	owner := identity.Owner(s.Stack, in)
	own := slices.DeleteFunc(containers, func(c docker.Container) bool { return !owner.Uses(c) })
	w := workspace.LastKnown(s.Stack, in)
	counts := condition.Count(condition.All(w.Config, own), w.Asked)
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

// isCopy reports whether an instance is a copy of another one.
func isCopy(in instance.Instance) bool {
	known, _ := claims.All()
	return identity.CheckCopy(known, in) != nil
}
