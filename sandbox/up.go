package sandbox

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/images"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/startup"
	"github.com/seed-491dada8/sandbox/internal/volumes"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// UpOptions say how to start an instance.
type UpOptions struct {
	NoWait  bool          // return once the containers are started, without the gate
	Build   bool          // also build images that exist
	Timeout time.Duration // of the gate; 0 means [gate.DefaultTimeout]
}

// Up starts the instance and waits until the gate has a verdict. On an instance that
// runs it starts what is missing. The exit code is 2 if the stack is not ready, 3 if one
// of its ports is taken.
func (s Sandbox) Up(ctx context.Context, options UpOptions) (report.Report, error) {
	r := report.New()
	return conclude(ctx, r, s.up(ctx, options, r))
}

func (s Sandbox) up(ctx context.Context, options UpOptions, r *report.Report) error {
	timeout, err := gateTimeout(options.Timeout)
	if err != nil {
		return err
	}
	o, err := s.openToStart(ctx, r)
	if err != nil {
		return err
	}
	release, err := s.lock(ctx, o.Instance.Dir)
	if err != nil {
		return err
	}
	defer release()
	containers, err := o.claimProject(ctx)
	if err != nil {
		return err
	}
	if err := preflight.CheckObstacles(ctx, o.Workspace, func(text string) { s.step("%s", text) }); err != nil {
		return err
	}
	s.emit(report.Event{Kind: report.EventStarting, Instance: o.Instance.ID, Slot: new(o.Instance.Slot)})
	start, err := s.prepare(ctx, o, containers, options.Build)
	if err != nil {
		return err
	}
	if options.NoWait {
		if err := start(ctx); err != nil {
			return startup.StartError(ctx, o.Workspace, err)
		}
		return nil
	}
	return startup.Attempt{
		Workspace: o.Workspace, Identity: o.identity(), Containers: containers, Timeout: timeout, Progress: s.Progress,
		Start: func(ctx context.Context) error { defer release(); return start(ctx) },
	}.Run(ctx, r)
}

// openToStart finds the instance and its configuration, and makes sure that it may be
// started and can be reached.
func (s Sandbox) openToStart(ctx context.Context, r *report.Report) (*session, error) {
	o, err := s.find()
	if err != nil {
		return nil, err
	}
	if err := identity.Untracked(ctx, o.Instance.Dir); err != nil {
		return nil, err
	}
	if o.Workspace, err = workspace.OpenCached(ctx, o.Declared(), o.Instance); err != nil {
		return nil, err
	}
	identify(r, o.Workspace)
	return o, preflight.CheckReachable(o.Instance)
}

// claimProject makes sure that the Compose project and its ports are the instance's, and
// returns its containers.
func (o *session) claimProject(ctx context.Context) ([]docker.Container, error) {
	if err := o.ensureKey(ctx); err != nil {
		return nil, err
	}
	if err := o.addPorts(ctx); err != nil {
		return nil, err
	}
	o.renewClaim()
	if err := o.writeOverlay(); err != nil {
		return nil, err
	}
	containers, err := o.containers(ctx)
	if err != nil {
		return nil, err
	}
	return containers, preflight.CheckPorts(ctx, o.Workspace, containers)
}

// prepare makes sure that the images and the volumes exist, and returns the function
// that starts the stack.
func (s Sandbox) prepare(ctx context.Context, o *session, containers []docker.Container, build bool) (start func(context.Context) error, err error) {
	in := o.identity()
	if !build && len(in.WithoutKey(containers)) == 0 && o.Unchanged(ctx, containers) {
		return func(context.Context) error { return nil }, nil
	}
	missing, err := volumes.Find(ctx, o.Workspace, in, o.adopt)
	if inherited := in.Inherited(containers); err == nil && len(inherited) > 0 {
		err = o.adopt(inherited)
	}
	if err != nil {
		return nil, err
	}
	if err := images.Prepare(ctx, o.Workspace, build, func(text string) { s.step("%s", text) }); err != nil {
		return nil, err
	}
	return o.startServices, volumes.Create(ctx, o.Workspace, o.identity(), missing)
}

// startServices has Compose start the services, and then makes sure that the engine has
// kept the key on their containers.
func (o *session) startServices(ctx context.Context) error {
	if err := o.Project.Up(ctx); err != nil {
		return err
	}
	containers, err := o.Project.Containers(ctx)
	if err != nil {
		return err
	}
	if keyless := o.identity().WithoutKey(containers); len(keyless) > 0 {
		return fmt.Errorf("container %s: %w", keyless[0].ShortName(), ownership.ErrForgotten)
	}
	return nil
}
