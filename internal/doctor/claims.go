package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/inventory"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/report"
)

// claims checks the records of this machine's instances.
func (x *examination) claims(ctx context.Context) []report.Finding {
	known, problems := claims.All()
	var found []report.Finding
	for _, p := range problems {
		var bad *claims.BadClaim
		switch {
		case errors.As(p, &bad):
			found = append(found, warning("Claims", "mend or remove "+bad.Path, "the claim on slot %d cannot be read: %v", bad.Slot, reason(bad.Err)))
		case x.home(ctx)[0].Status == report.FindingProblem:
			found = append(found, skipped("Claims", "their folder is amiss"))
		default:
			found = append(found, problem("Claims", "make the folder of the claims readable for you", "%s", oneLine(p)))
		}
	}
	var stale []string
	for _, c := range known {
		if why := c.Stale(); why != nil {
			stale = append(stale, fmt.Sprintf("%s (slot %d): %v", c.ID, c.Slot, why))
		}
	}
	if len(stale) > 0 {
		found = append(found, warning("Claims", "mage sandbox:prune", "%d of %d stale: %s", len(stale), len(known), strings.Join(stale, "; ")))
	}
	if found == nil {
		found = append(found, fine("Claims", "%s, none stale%s", plain.Plural(len(known), "claim"), withoutLinks()))
	}
	return found
}

// withoutLinks returns a remark if claims are made under a lock.
func withoutLinks() string {
	home, err := instance.Home()
	if err != nil {
		return ""
	}
	if links, err := textfile.HasLinks(home); err != nil || links {
		return ""
	}
	return fmt.Sprintf("; made under a lock, for the file system of %s has no hard links", home)
}

// orphans returns a finding for each project that a deleted directory left behind and
// that no claim names.
func (x *examination) orphans(ctx context.Context) []report.Finding {
	if x.isSilent() {
		return nil
	}
	document := report.NewList()
	known, _ := claims.All()
	inventory.List(ctx, x.Stack, known, x.dir, inventory.Options{}, document)
	var found []report.Finding
	for _, o := range document.Orphans {
		found = append(found, warning("Orphans", "mage sandbox:list shows what is known of it", "%s", plain.Line(o.String())))
	}
	return found
}
