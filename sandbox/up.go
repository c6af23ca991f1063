package sandbox

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/images"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/provision"
	"github.com/seed-491dada8/sandbox/internal/startup"
	"github.com/seed-491dada8/sandbox/internal/volumes"
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
	if err := preflight.CheckObstacles(ctx, w, containers, func(text string) { s.step("%s", text) }); err != nil {
		return err
	}
	s.emit(report.Event{Kind: report.EventStarting, Instance: w.Instance.ID, Slot: new(w.Instance.Slot)})
	start, err := s.prepare(ctx, w, found{containers, images}, options.Build)
	if err != nil {
		return err
	}
	isUnchanged := start == nil
	if isUnchanged {
		start = func(context.Context) error { return nil }
	}
	if options.NoWait {
		if err := start(ctx); err != nil {
			return startup.StartError(ctx, w, err)
		}
		return nil
	}
	err = startup.Attempt{
		Workspace: w, Identity: identity.Owner(w.Stack, w.Instance), Containers: containers, Unchanged: isUnchanged, Timeout: timeout, Progress: s.Progress,
		Start: func(ctx context.Context) error { defer release(); return start(ctx) },
	}.Run(ctx, r)
	if err != nil {
		return err
	}
	return s.afterUp(ctx, w, r)
}

// openToStart returns the workspace of an instance that may be started and can be
// reached, and whose hooks the user agrees to.
func (s Sandbox) openToStart(ctx context.Context, options UpOptions, r *report.Report) (workspace.Workspace, error) {
	in, err := s.instance()
	if err == nil {
		err = identity.Untracked(ctx, in.Dir)
	}
	if err == nil {
		err = s.mover().Mend(ctx, in)
	}
	if err == nil {
		in, err = s.instance() // a copy brings the passwords along
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
	return w, s.agreeToHooks(ctx, w, options.Yes)
}

// claimProject makes sure that the Compose project and its ports belong to the instance.
// It returns the workspace with its key, its ports and its overlay, and the containers.
func (s Sandbox) claimProject(ctx context.Context, w workspace.Workspace) (workspace.Workspace, []docker.Container, error) {
	w, err := identity.WithKey(ctx, w)
	if err != nil {
		return w, nil, err
	}
	if w, err = s.addPorts(ctx, w); err != nil {
		return w, nil, err
	}
	identity.Renew(w, s.emit)
	if w, err = w.WithOverlay(); err != nil {
		return w, nil, err
	}
	containers, err := ownContainers(ctx, w)
	if err != nil {
		return w, nil, err
	}
	return w, containers, preflight.CheckPorts(ctx, w, containers)
}

// found is what the engine has of an instance.
type found struct {
	containers []docker.Container
	images     func() map[string]string // ids by name
}

// prepare makes sure that the images and the volumes exist, and returns the function
// that starts the stack. It returns no function if the stack runs unchanged.
func (s Sandbox) prepare(ctx context.Context, w workspace.Workspace, on found, build bool) (start func(context.Context) error, err error) {
	in := identity.Owner(w.Stack, w.Instance)
	isWhole := len(in.WithoutKey(on.containers)) == 0 && len(condition.WithoutNetwork(w.Config, on.containers)) == 0
	if !build && isWhole && w.Unchanged(on.containers, on.images) {
		return nil, nil
	}
	adopt := func(found []docker.Volume) error {
		_, err := provision.Adopt(w, found, s.emit)
		return err
	}
	missing, err := volumes.Find(ctx, w, in, adopt, func(text string) { s.step("%s", text) })
	if inherited := in.Inherited(on.containers); err == nil && len(inherited) > 0 {
		err = adopt(inherited)
	}
	if err != nil {
		return nil, err
	}
	if err := images.Prepare(ctx, w, build, func(text string) { s.step("%s", text) }); err != nil {
		return nil, err
	}
	start = func(ctx context.Context) error { return startServices(ctx, w) }
	return start, volumes.Create(ctx, w, identity.Owner(w.Stack, w.Instance), missing)
}

// nextPorts is how many ports of a range are tried after one that is in use.
const nextPorts = 10

// startServices has Compose start the services, and then makes sure that the engine has
// kept the key on their containers. It restarts those that have lost the network of
// another container: Compose leaves them as they are.
func startServices(ctx context.Context, w workspace.Workspace) error {
	err := w.Project.Up(ctx)
	for range nextPorts {
		if err == nil || !preflight.HasNext(w, err) {
			break
		}
		err = w.Project.Up(ctx)
	}
	if err != nil {
		return err
	}
	containers, err := w.Project.Containers(ctx)
	if err != nil {
		return err
	}
	if keyless := identity.Owner(w.Stack, w.Instance).WithoutKey(containers); len(keyless) > 0 {
		return fmt.Errorf("container %s: %w", keyless[0].ShortName(), ownership.ErrForgotten)
	}
	return w.Project.Restart(ctx, condition.WithoutNetwork(w.Config, containers))
}
