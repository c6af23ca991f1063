package startup

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// otherDataHint is the cure for data with another login that is not proven to be the
// instance's own.
const otherDataHint = "write the user, password and database of the data into .env.sandbox"

// spareOtherData takes the advice to delete the volumes out of findings about a service
// whose volumes are not proven to be the instance's.
func (a *attempt) spareOtherData(ctx context.Context, findings []diagnose.Finding) {
	for i, f := range findings {
		if (f.Cause == diagnose.WrongPassword || f.Cause == diagnose.MissingDatabase) && !a.ownsData(ctx, f.Service) {
			findings[i].Hint = otherDataHint
		}
	}
}

// ownsData reports whether every named volume of a service's containers bears the
// instance's key.
func (a *attempt) ownsData(ctx context.Context, service string) bool {
	containers, _ := a.watch.Newest()
	var names []string
	for _, r := range condition.Replicas(a.w.Config, containers, service) {
		if !r.Found {
			return false
		}
		for _, m := range r.Container.Mounts {
			if m.Type == "volume" {
				names = append(names, m.Name)
			}
		}
	}
	volumes, err := a.w.Project.Volumes(ctx, names...)
	if err != nil {
		return false
	}
	for _, v := range volumes {
		if !v.Anonymous() && !a.Identity.OwnsVolume(v) {
			return false
		}
	}
	return true
}
