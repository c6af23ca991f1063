package provision

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// Adoptable returns the volumes of the instance's project that exist without a key and
// that its claim does not record.
func Adoptable(ctx context.Context, w workspace.Workspace) ([]docker.Volume, error) {
	volumes, err := ownership.FindVolumes(ctx, w.Project, identity.Owner(w.Stack, w.Instance), w.Config.OwnVolumes())
	return append(volumes.Taken, volumes.Unproven...), err
}

// AdoptionQuestion asks for the adoption of volumes.
func AdoptionQuestion(volumes []docker.Volume) string {
	var known []string
	for _, v := range volumes {
		known = append(known, ownership.Volume(v, nil))
	}
	return fmt.Sprintf("Use the data of %s in this instance?", strings.Join(known, "; and "))
}

// Adopt records volumes that are older than the instance in its claim, and returns
// their names.
func Adopt(w workspace.Workspace, volumes []docker.Volume, progress func(report.Event)) ([]string, error) {
	names := []string{}
	for _, v := range volumes {
		names = append(names, v.Name)
	}
	return names, identity.Record(w, progress, func(c *claims.Claim) {
		c.Volumes = append(slices.Clone(c.Volumes), names...)
		slices.Sort(c.Volumes)
		c.Volumes = slices.Compact(c.Volumes)
	})
}
