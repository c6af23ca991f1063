package doctor

import (
	"context"
	"errors"

	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/volumes"
	"github.com/seed-491dada8/sandbox/report"
)

// volumes checks that no volume is older than the instance's passwords.
func (x *examination) volumes(ctx context.Context) []report.Finding {
	switch {
	case !x.isInstance() || !x.Stack.HasPasswords():
		return nil
	case !volumes.Dated(x.Workspace):
		return []report.Finding{skipped("Volumes", "%s has no CREATED_AT to compare them with", instance.File)}
	case volumes.Compared(x.Instance):
		return []report.Finding{fine("Volumes", "none was older than .env.sandbox at its first start")}
	case x.isSilent():
		return []report.Finding{skipped("Volumes", "no engine tells of which date they are")}
	}
	err := volumes.CompareAge(ctx, x.Workspace, identity.Owner(x.Stack, x.Instance))
	var old *volumes.OldError
	switch {
	case errors.As(err, &old):
		return []report.Finding{problem("Volumes", old.Cure(), "%s", old.Fact())}
	case err != nil:
		return []report.Finding{skipped("Volumes", "%s", oneLine(err))}
	}
	return []report.Finding{fine("Volumes", "none is older than .env.sandbox")}
}
