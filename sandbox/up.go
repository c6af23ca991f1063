package sandbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/failure"
	"github.com/seed-491dada8/sandbox/internal/images"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/volumes"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// UpOptions say how to start an instance.
type UpOptions struct {
	NoWait  bool   // return once the containers are started, without the gate
	Build   bool   // build images that exist already too
	Timeout string // as in [GateOptions]
	JSON    bool   // write a [report.Report]
}

// Up starts the instance and waits until the gate has a verdict. On an
// instance that runs already it starts what is missing. The exit code is 2 if
// the stack is not ready, 3 if one of its ports is taken.
func (s Sandbox) Up(ctx context.Context, options UpOptions) error {
	document := report.New()
	return s.answer(ctx, options.JSON, document, func(s Sandbox) error { return s.up(ctx, options, document) })
}

func (s Sandbox) up(ctx context.Context, options UpOptions, document *report.Report) error {
	timeout, err := parseTimeout(options.Timeout)
	if err != nil {
		return err
	}
	o, err := s.find()
	if err != nil {
		return err
	}
	if err := untracked(ctx, o.Instance.Dir); err != nil {
		return err
	}
	if o.Workspace, err = workspace.OpenCached(ctx, o.Declared(), o.Instance); err != nil {
		return err
	}
	identify(document, o)
	if err := o.reachable(); err != nil {
		return err
	}
	release, err := o.alone(ctx)
	if err != nil {
		return err
	}
	defer release()
	if err := o.ensureKey(ctx); err != nil {
		return err
	}
	if err := o.addPorts(ctx); err != nil {
		return err
	}
	o.renewClaim()
	if err := o.writeOverlay(); err != nil {
		return err
	}
	containers, err := o.containers(ctx)
	if err != nil {
		return err
	}
	if err := o.checkPorts(ctx, containers); err != nil {
		return err
	}
	defer o.console.Starting(o.Instance.ID, o.Instance.Slot)()
	start, err := o.prepare(ctx, containers, options.Build)
	if err != nil {
		return err
	}
	begun := time.Now()
	if options.NoWait {
		if err := start(ctx); err != nil {
			return o.startFailed(ctx, err)
		}
		o.console.NotWaiting()
		return nil
	}
	startAlone := func(ctx context.Context) error { defer release(); return start(ctx) }
	if err := o.wait(ctx, timeout, containers, startAlone, document); err != nil {
		return err
	}
	var links []console.Link
	for _, page := range document.Links {
		links = append(links, console.Link{Label: page.Label, URL: page.URL})
	}
	o.console.Ready(time.Since(begun), links)
	return nil
}

// prepare sees to it that the images and the volumes are there, and returns the
// function that starts the stack.
func (o *session) prepare(ctx context.Context, containers []docker.Container, build bool) (start func(context.Context) error, err error) {
	if !build && len(o.identity().WithoutKey(containers)) == 0 && o.Unchanged(ctx, containers) {
		return func(context.Context) error { return nil }, nil
	}
	missing, err := volumes.Find(ctx, o.Workspace, o.identity(), o.adopt)
	if inherited := o.identity().Inherited(containers); err == nil && len(inherited) > 0 {
		err = o.adopt(inherited)
	}
	if err != nil {
		return nil, err
	}
	if err := images.Prepare(ctx, o.Workspace, build, o.console.Doing); err != nil {
		return nil, err
	}
	return o.startServices, volumes.Create(ctx, o.Workspace, o.identity(), missing)
}

// startServices has Compose start the stack, and wants the engine to know whose the
// containers are.
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

// startFailed sorts the errors of `docker compose up`. A port that was lost since it was
// checked is reported like one that was taken before.
func (o *session) startFailed(ctx context.Context, err error) error {
	if errors.Is(err, context.Canceled) {
		return outcome.ErrStartInterrupted
	}
	return failure.OfStart(o.Workspace, err, func() error {
		containers, err := o.Project.Containers(ctx)
		if err != nil {
			return nil
		}
		return o.checkPorts(ctx, containers)
	})
}
