// Package removal removes instances: it stops them, destroys them with their worktree,
// and clears the leftovers of deleted ones. It removes only objects that are proven to
// be the instance's own, and looks again immediately before it does.
package removal

import (
	"context"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/worktree"
	"github.com/seed-491dada8/sandbox/report"
)

// look asks an engine that may not answer for an instance's holdings.
func look(ctx context.Context, project compose.Project, in ownership.Instance) (ownership.Holdings, error) {
	if _, err := project.Architecture(ctx); err != nil {
		return ownership.Holdings{}, err
	}
	return ownership.Look(ctx, project, in)
}

// unproven returns an error for containers of the instance's directory without a key:
// nothing proves whose they are.
func unproven(h ownership.Holdings) error {
	if len(h.Unkeyed) == 0 {
		return nil
	}
	return fmt.Errorf("%s of this directory without a key that proves the owner, such as %s; run `mage sandbox:up` once, which gives them this instance's key; nothing was removed",
		plain.Plural(len(h.Unkeyed), "container"), ownership.Container(h.Unkeyed[0]))
}

// The commands that delete an adopted volume, up to its name. For a destroyed instance
// only docker's own command is left.
const (
	deleteAdopted = "mage sandbox:down -volume="
	deleteVolume  = "docker volume rm "
)

// showKept reports the objects that stay on the engine, and the command that deletes
// adopted volumes. It returns the descriptions of the objects.
func showKept(h ownership.Holdings, command string, progress func(report.Event)) []string {
	var adopted []string
	for _, name := range h.Adopted {
		adopted = append(adopted, fmt.Sprintf("volume %s, whose data is older than this instance; %s%s deletes it", name, command, name))
	}
	for _, object := range slices.Concat(worktree.Shorten(h.Others), adopted) {
		progress(report.Step("kept: %s", object))
	}
	return append(append([]string{}, h.Others...), adopted...)
}

// names returns the names of the instance's own objects, with its volumes or without.
func names(h ownership.Holdings, volumes bool) report.Removed {
	removed := report.NewRemoved()
	for _, c := range h.Own.Containers {
		removed.Containers = append(removed.Containers, c.ShortName())
	}
	for _, n := range h.Own.Networks {
		removed.Networks = append(removed.Networks, n.Name)
	}
	if !volumes {
		return removed
	}
	for _, v := range h.Own.Volumes {
		removed.Volumes = append(removed.Volumes, v.Name)
	}
	removed.Volumes = append(removed.Volumes, h.Anonymous...)
	return removed
}

// all returns the names of all of the instance's own objects.
func all(h ownership.Holdings) report.Removed {
	removed := names(h, true)
	removed.Images = append(removed.Images, h.Images...)
	return removed
}
