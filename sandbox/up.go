package sandbox

import (
	"context"
	"errors"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/launch"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/startup"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// UpOptions say how to start an instance.
type UpOptions struct {
	NoWait  bool          // return once the containers are started, without the gate and the hooks
	Build   bool          // also build images that exist
	Timeout time.Duration // of the gate; 0 means [gate.DefaultTimeout]
	Yes     bool          // agree to the hooks of a pull request without being asked
}

// Up starts the instance and waits until the gate has a verdict. On an instance that
// runs it starts what is missing. Where no stack is declared, it first makes a directory
// with a Compose file an instance. After each start whose gate has passed, the after-up
// hooks run; those of a pull request only once the user agreed to them. The exit code is 2
// if the stack is not ready or a hook fails, 3 if one of its ports is taken.
func (s Sandbox) Up(ctx context.Context, options UpOptions) (report.Report, error) {
	r := report.New()
	return conclude(ctx, r, s.up(ctx, options, r))
}

func (s Sandbox) up(ctx context.Context, options UpOptions, r *report.Report) error {
	timeout, err := gateTimeout(options.Timeout)
	if err != nil {
		return err
	}
	if err := s.initUndeclared(ctx); err != nil {
		return err
	}
	w, err := s.openToStart(ctx, options, r)
	if err != nil {
		return err
	}
	release, err := s.lock(ctx, w.Instance.Dir)
	if err != nil {
		return err
	}
	defer release()
	images := w.FindImages(ctx)
	w, containers, err := s.claimProject(ctx, w)
	if err != nil {
		return err
	}
	identify(r, w) // a service that was added has a port by now
	if err := preflight.Check(ctx, w, containers, func(text string) { s.step("%s", text) }); err != nil {
		return err
	}
	s.emit(report.Event{Kind: report.EventStarting, Instance: w.Instance.ID, Slot: new(w.Instance.Slot)})
	start, err := launch.Launch{Workspace: w, Containers: containers, Images: images, Build: options.Build, Emit: s.emit}.Prepare(ctx)
	if err != nil {
		return err
	}
	err = s.begin(ctx, startup.Attempt{
		Workspace: w, Identity: identity.Owner(w.Stack, w.Instance), Containers: containers, Timeout: timeout, Progress: s.Progress,
		Unchanged: start == nil, Start: start,
	}, release, options.NoWait, r)
	if err != nil || options.NoWait {
		return err
	}
	return s.afterUp(ctx, w, r)
}

// begin makes the attempt, or only starts the services if nothing is to be waited for. It
// releases the instance's lock once they are started.
func (s Sandbox) begin(ctx context.Context, a startup.Attempt, release func(), noWait bool, r *report.Report) error {
	start := a.Start
	var failed error // of Compose
	a.Start = func(ctx context.Context) error {
		if start != nil {
			failed = start(ctx)
		}
		if failed == nil {
			release()
		}
		return failed
	}
	var err error
	if !noWait {
		err = a.Run(ctx, r)
	} else if err = launch.Alone(ctx, a.Workspace, a.Start); err != nil {
		err = startup.StartError(ctx, a.Workspace, err)
	}
	return errors.Join(err, launch.StopUnprepared(ctx, a.Workspace, failed, s.emit))
}

// openToStart returns the workspace of an instance that may be started and can be
// reached, and whose hooks the user agrees to.
func (s Sandbox) openToStart(ctx context.Context, options UpOptions, r *report.Report) (workspace.Workspace, error) {
	in, err := s.instance(ctx)
	if err == nil {
		err = identity.Untracked(ctx, in.Dir)
	}
	if err == nil {
		_, err = instance.StateDir(in.Dir)
	}
	if err == nil {
		err = s.mover().Mend(ctx, in)
	}
	if err == nil {
		in, err = s.instance(ctx) // a copy brings the passwords along
	}
	if err != nil {
		return workspace.Workspace{}, err
	}
	w, err := workspace.OpenCached(ctx, s.Stack, in)
	if err != nil {
		return w, err
	}
	identify(r, w)
	if err := preflight.CheckReachable(w.Instance); err != nil || options.NoWait {
		return w, err
	}
	return w, s.agreeToHooks(ctx, w, options.Yes, "nothing was started")
}

// claimProject makes sure that the Compose project belongs to the instance.
// It returns the workspace with its key, its ports and its overlay, and the containers.
func (s Sandbox) claimProject(ctx context.Context, w workspace.Workspace) (workspace.Workspace, []docker.Container, error) {
	w, err := identity.WithKey(ctx, w)
	if err != nil {
		return w, nil, err
	}
	if w, err = launch.AddPorts(ctx, w, s.emit); err != nil {
		return w, nil, err
	}
	identity.Renew(w, s.emit)
	if w, err = w.WithOverlay(); err != nil {
		return w, nil, err
	}
	containers, err := ownContainers(ctx, w)
	return w, containers, err
}
