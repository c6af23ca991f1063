package ownership

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/compose"
)

// RemoveContainers stops and removes the instance's own containers and its
// networks. It keeps all volumes.
func (h Holdings) RemoveContainers(ctx context.Context, project compose.Project) error {
	var running, all, networks []string
	for _, c := range h.Own.Containers {
		all = append(all, c.ID)
		if c.State.Running {
			running = append(running, c.ID)
		}
	}
	for _, n := range h.Own.Networks {
		networks = append(networks, n.ID)
	}
	if err := project.Stop(ctx, running); err != nil {
		return err
	}
	if err := project.RemoveContainers(ctx, all); err != nil {
		return err
	}
	return project.RemoveNetworks(ctx, networks)
}

// RemoveVolumes removes the instance's own volumes. Their containers must be gone.
func (h Holdings) RemoveVolumes(ctx context.Context, project compose.Project) error {
	names := h.Anonymous
	for _, v := range h.Own.Volumes {
		names = append(names, v.Name)
	}
	return project.RemoveVolumes(ctx, names)
}

// Remove removes all objects that belong to the instance.
func (h Holdings) Remove(ctx context.Context, project compose.Project) error {
	if err := h.RemoveContainers(ctx, project); err != nil {
		return err
	}
	if err := h.RemoveVolumes(ctx, project); err != nil {
		return err
	}
	return project.RemoveImages(ctx, h.Images)
}
