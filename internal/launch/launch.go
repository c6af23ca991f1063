// Package launch has Compose start the services of an instance. Before that it gives
// ports to services that were added, and makes sure that the images and volumes exist.
package launch

import (
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/images"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/provision"
	"github.com/seed-491dada8/sandbox/internal/volumes"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// Launch is a start of an instance, with what the engine has of it.
type Launch struct {
	Workspace  workspace.Workspace
	Containers []docker.Container
	Images     func() map[string]string // ids by name
	Build      bool                     // also build images that exist
	Emit       func(report.Event)
}

// Prepare makes sure that the images and the volumes exist, and returns the function
// that starts the stack. It returns no function if the stack runs unchanged.
func (l Launch) Prepare(ctx context.Context) (start func(context.Context) error, err error) {
	w, in := l.Workspace, identity.Owner(l.Workspace.Stack, l.Workspace.Instance)
	isWhole := len(in.WithoutKey(l.Containers)) == 0 && len(condition.WithoutNetwork(w.Config, l.Containers)) == 0
	if !l.Build && isWhole && w.Unchanged(l.Containers, l.Images) {
		return nil, nil
	}
	adopt := func(found []docker.Volume) error {
		_, err := provision.Adopt(w, found, l.Emit)
		return err
	}
	missing, err := volumes.Find(ctx, w, in, adopt, l.step)
	if inherited := in.Inherited(l.Containers); err == nil && len(inherited) > 0 {
		err = adopt(inherited)
	}
	if err != nil {
		return nil, err
	}
	if err := images.Prepare(ctx, w, l.Build, l.step); err != nil {
		return nil, err
	}
	start = func(ctx context.Context) error { return startServices(ctx, w) }
	return start, volumes.Create(ctx, w, identity.Owner(w.Stack, w.Instance), missing)
}

func (l Launch) step(text string) { l.Emit(report.Step("%s", text)) }

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
