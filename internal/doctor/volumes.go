package doctor

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/volumes"
	"github.com/seed-491dada8/sandbox/report"
)

// volumes checks that the volumes are the instance's own, as the Compose files define
// them, and no older than its passwords.
func (x *examination) volumes(context.Context) []report.Finding {
	if !x.isInstance() {
		return nil
	}
	if !x.isSilent() {
		if found := x.found(preflight.Volumes); len(found) > 0 {
			return found
		}
	}
	switch {
	case !x.Stack.HasPasswords():
		return nil
	case !volumes.Dated(x.Workspace):
		return []report.Finding{skipped("Volumes", "%s has no CREATED_AT to compare them with", instance.File)}
	case volumes.Compared(x.Instance):
		return []report.Finding{fine("Volumes", "none was older than .env.sandbox at its first start")}
	case x.isSilent():
		return []report.Finding{skipped("Volumes", "no engine tells of which date they are")}
	}
	return []report.Finding{fine("Volumes", "none is older than .env.sandbox")}
}
