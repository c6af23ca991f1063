// Package launch has Compose start the services of an instance. Before that it gives
// ports to services that were added, and makes sure that the images and volumes exist.
package launch

import (
	"context"

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

// Launch starts the services of an instance.
type Launch struct {
	Workspace  workspace.Workspace
	Containers []docker.Container       // the instance's, as they are now
	Images     func() map[string]string // ids by name
	Build      bool                     // also build images that exist
	Emit       func(report.Event)
}

// Prepare makes sure that the images and the volumes exist, and returns the function
// that starts the stack. It returns no function if the stack runs unchanged.
func (l Launch) Prepare(ctx context.Context) (start func(context.Context) error, err error) {
	w, owner := l.Workspace, identity.Owner(l.Workspace.Stack, l.Workspace.Instance)
	if !l.Build && l.isComplete(owner) && w.Unchanged(l.Containers, l.Images) {
		return nil, nil
	}
	adopt := func(found []docker.Volume) error {
		_, err := provision.Adopt(w, found, l.Emit)
		return err
	}
	missing, err := volumes.Find(ctx, w, owner, adopt)
	if err != nil {
		return nil, err
	}
	if inherited := owner.Inherited(l.Containers); len(inherited) > 0 {
		if err := adopt(inherited); err != nil {
			return nil, err
		}
	}
	if err := images.Prepare(ctx, w, l.Build, l.step); err != nil {
		return nil, err
	}
	owner = identity.Owner(w.Stack, w.Instance) // an adoption has changed the claim
	if err := volumes.Create(ctx, w, owner, missing); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		if err := l.removeOwnerless(ctx, owner); err != nil {
			return err
		}
		return startServices(ctx, w)
	}, nil
}

// removeOwnerless removes the instance's containers that only a new one can replace: Compose
// leaves them as they are.
func (l Launch) removeOwnerless(ctx context.Context, owner ownership.Instance) error {
	var ids []string
	for _, c := range condition.WithoutOwner(l.Workspace.Config, l.Containers) {
		if len(owner.WithoutKey([]docker.Container{c})) == 0 {
			ids = append(ids, c.ID)
		}
	}
	return l.Workspace.Project.RemoveContainers(ctx, ids)
}

// isComplete reports whether all containers bear the key and have their network.
func (l Launch) isComplete(owner ownership.Instance) bool {
	config := l.Workspace.Config
	return len(owner.WithoutKey(l.Containers)) == 0 &&
		len(condition.WithoutNetwork(config, l.Containers))+len(condition.WithoutOwner(config, l.Containers)) == 0
}

func (l Launch) step(text string) { l.Emit(report.Step("%s", text)) }

// Alone starts the stack for a caller that waits for nothing, and checks that the engine has
// kept the key on its containers.
func Alone(ctx context.Context, w workspace.Workspace, start func(context.Context) error) error {
	if err := start(ctx); err != nil {
		return err
	}
	containers, err := w.Project.Containers(ctx)
	if err != nil {
		return err
	}
	return identity.Owner(w.Stack, w.Instance).CheckKeys(containers)
}

// nextPorts is how often Compose is called again to try the next port of a range, after one
// that is in use.
const nextPorts = 10

// startServices has Compose start the services. It restarts the containers that have lost
// the network of another one, because Compose leaves them as they are.
func startServices(ctx context.Context, w workspace.Workspace) error {
	err := w.Project.Up(ctx)
	for range nextPorts {
		if err == nil || !preflight.HasNext(w, err) {
			break
		}
		err = w.Project.Up(ctx)
	}
	if err != nil || !condition.Shares(w.Config) {
		return err
	}
	containers, err := w.Project.Containers(ctx)
	if err != nil {
		return err
	}
	return w.Project.Restart(ctx, condition.WithoutNetwork(w.Config, containers))
}
