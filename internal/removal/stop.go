package removal

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// CheckAdopted returns an error unless the claim of the instance records all of the
// volumes as adopted.
func CheckAdopted(w workspace.Workspace, names []string) error {
	known := identity.Owner(w.Stack, w.Instance).Adopted
	for _, name := range names {
		if !slices.Contains(known, name) {
			return fmt.Errorf("-volume=%s: this instance has not adopted a volume of that name; it has adopted %s",
				plain.Line(name), cmp.Or(strings.Join(known, ", "), "none"))
		}
	}
	return nil
}

// DeletionQuestion asks for the deletion of the instance's volumes, and of adopted
// ones.
func DeletionQuestion(id string, volumes bool, adopted []string) string {
	var parts []string
	if volumes {
		parts = append(parts, fmt.Sprintf("the volumes of %s, the database among them", id))
	}
	for _, name := range adopted {
		parts = append(parts, "volume "+name)
	}
	return fmt.Sprintf("Delete %s?", strings.Join(parts, ", and "))
}

// Stop removes the instance's containers and networks, its volumes if they are to go
// too, and the given adopted volumes. It fills the document with what it removed and
// what it kept.
func Stop(ctx context.Context, w workspace.Workspace, volumes bool, adopted []string, d *report.Down, progress func(report.Event)) error {
	h, err := ownership.Look(ctx, w.Project, identity.Owner(w.Stack, w.Instance))
	if err == nil {
		err = unproven(h)
	}
	if err != nil {
		return err
	}
	h.Adopted = without(h.Adopted, adopted)
	d.Kept = showKept(h, deleteAdopted, progress)
	progress(report.Step("stopping %s", w.Instance.ID))
	if err := keepAnonymous(w, h.Anonymous, volumes, progress); err != nil {
		return err
	}
	if err := removeContainers(ctx, w, h); err != nil {
		return err
	}
	d.Removed = names(h, false)
	if volumes {
		if err := h.RemoveVolumes(ctx, w.Project); err != nil {
			return err
		}
		d.Removed, d.VolumesDeleted = names(h, true), true
	}
	return removeAdopted(ctx, w, adopted, d, progress)
}

// removeContainers has Compose stop the project in the order of its dependencies,
// unless another instance has objects in it.
func removeContainers(ctx context.Context, w workspace.Workspace, h ownership.Holdings) error {
	if h.Alone && len(h.Own.Containers) > 0 {
		return w.Project.Down(ctx)
	}
	return h.RemoveContainers(ctx, w.Project)
}

// removeAdopted removes adopted volumes from the engine and from the claim.
func removeAdopted(ctx context.Context, w workspace.Workspace, adopted []string, d *report.Down, progress func(report.Event)) error {
	if len(adopted) == 0 {
		return nil
	}
	if err := w.Project.RemoveVolumes(ctx, adopted); err != nil {
		return err
	}
	d.Removed.Volumes = append(d.Removed.Volumes, adopted...)
	return identity.Record(w, progress, func(c *claims.Claim) { c.Volumes = without(c.Volumes, adopted) })
}

// keepAnonymous records the volumes without a name in the claim before their
// containers, which alone know them, are removed.
func keepAnonymous(w workspace.Workspace, names []string, deleted bool, progress func(report.Event)) error {
	if len(names) == 0 || w.Instance.Key == "" {
		return nil
	}
	if !deleted {
		progress(report.Step("kept: %s without a name (%s); mage sandbox:down -volumes deletes them", plain.Plural(len(names), "volume"), strings.Join(names, ", ")))
	}
	return identity.Record(w, progress, func(c *claims.Claim) { c.Anonymous = names })
}

// without returns the names that are not among the excluded ones.
func without(names, excluded []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(excluded, name) })
}
