package docker

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Helper is a container that works on volumes. It runs a program of an image that the
// engine has, as root and without a network.
type Helper struct {
	Image, Program string
	Args           []string
	Labels         map[string]string
	Volumes        []string // mounted at [HelperFolder] 0, 1 and so on
	ReadOnly       int      // how many of the volumes, from the first, cannot be written to
}

// HelperFolder returns the folder in a helper where its nth volume is. The last part of
// all paths is the same.
func HelperFolder(n int) string { return "/.sandbox-" + strconv.Itoa(n) + "/volume" }

// CreateHelper creates a helper and returns its id. It never pulls an image.
func (p Project) CreateHelper(ctx context.Context, h Helper) (id string, err error) {
	args := []string{"create", "--interactive", "--pull", "never", "--network", "none", "--no-healthcheck", "--user", "0:0", "--entrypoint", h.Program}
	for _, name := range slices.Sorted(maps.Keys(h.Labels)) {
		args = append(args, "--label", name+"="+h.Labels[name])
	}
	for i, volume := range h.Volumes {
		mount := "type=volume,volume-nocopy,source=" + volume + ",destination=" + HelperFolder(i)
		if i < h.ReadOnly {
			mount += ",readonly"
		}
		args = append(args, "--mount", mount)
	}
	text, err := p.Output(ctx, slices.Concat(args, []string{h.Image}, h.Args)...)
	return strings.TrimSpace(string(text)), err
}

// RemoveHelpers kills and removes the helpers that match a filter of docker ps, with the
// volumes that their images made.
func (p Project) RemoveHelpers(ctx context.Context, filter string) error {
	listed, err := p.Output(ctx, "ps", "--all", "--quiet", "--no-trunc", "--filter", filter)
	if err != nil {
		return err
	}
	return p.remove(ctx, strings.Fields(string(listed)), "rm", "--force", "--volumes")
}

// Start starts stopped containers, in order.
func (p Project) Start(ctx context.Context, ids []string) error { return p.remove(ctx, ids, "start") }
