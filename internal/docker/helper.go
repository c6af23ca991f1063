package docker

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// Helper is a container that works on volumes. It runs a program of an image that the
// engine has, as root and without a network.
type Helper struct {
	Image, Program string
	Args           []string
	Labels         map[string]string
	Mounts         []string // as docker create --mount takes them
}

// CreateHelper creates a helper and returns its id. It never pulls an image.
func (p Project) CreateHelper(ctx context.Context, h Helper) (id string, err error) {
	args := []string{"create", "--interactive", "--pull", "never", "--network", "none", "--no-healthcheck", "--user", "0:0", "--entrypoint", h.Program}
	for _, name := range slices.Sorted(maps.Keys(h.Labels)) {
		args = append(args, "--label", name+"="+h.Labels[name])
	}
	for _, mount := range h.Mounts {
		args = append(args, "--mount", mount)
	}
	text, err := p.Output(ctx, slices.Concat(args, []string{h.Image}, h.Args)...)
	return strings.TrimSpace(string(text)), err
}

// RemoveHelpers kills and removes the helpers that match a filter of docker ps, with their
// anonymous volumes.
func (p Project) RemoveHelpers(ctx context.Context, filter string) error {
	listed, err := p.Output(ctx, "ps", "--all", "--quiet", "--no-trunc", "--filter", filter)
	if err != nil {
		return err
	}
	return p.remove(ctx, strings.Fields(string(listed)), "rm", "--force", "--volumes")
}

// Start starts stopped containers, in order.
func (p Project) Start(ctx context.Context, ids []string) error { return p.remove(ctx, ids, "start") }
