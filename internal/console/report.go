package console

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/brief"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// Up shows the end of a start. The verdict of its gate has been shown when it was
// reached.
func (c *Console) Up(r report.Report) {
	c.actions.End()
	switch {
	case r.Passed:
		c.result("\n%s (%.1fs)%s", c.paint(pterm.FgGreen, "Instance ready"), r.Duration, strings.Repeat(":", min(len(r.Links), 1)))
		for _, page := range r.Links {
			c.result("  %s: %s", page.Label, c.hyperlink(page.URL, page.URL))
		}
	case r.Error == nil:
		c.result("Instance starting; `mage sandbox:status` shows how far it is")
	}
}

// verdict shows the verdict of a gate. The checks come first if it passed, and last if it
// failed.
func (c *Console) verdict(r report.Report) {
	r = plainly(r)
	c.actions.Report(r)
	if !r.Passed {
		c.result("Startability Gate: %s", c.paint(pterm.FgRed, "FAILED"))
	}
	checks := r.Checks
	if brief.Many(len(checks)) {
		checks = c.countedChecks(checks)
	}
	for _, check := range checks {
		c.result("  %s %s %s", c.paint(markColour(check.Status), report.Mark(check.Status)), check.Name, check.Message)
		for _, detail := range check.Reasons() {
			c.result("    %s", c.paint(detailColour(detail), "→ "+detail))
		}
	}
	for _, line := range r.Unsettled {
		c.result("  %s", line)
	}
	for _, remark := range r.Remarks {
		c.result("  %s", c.paint(pterm.FgYellow, "! "+remark))
	}
	if r.Passed {
		c.result("Startability Gate: %s", c.paint(pterm.FgGreen, "PASSED"))
		c.waterfall(r.Timeline, duration(r.Duration))
	}
}

// countedChecks counts the checks that passed, names those that were skipped together if
// they were for one reason, and returns the others.
func (c *Console) countedChecks(checks []report.CheckResult) []report.CheckResult {
	passed, skipped, others := brief.Checks(checks)
	if passed > 0 {
		c.result("  %s %d of %d checks passed", c.paint(pterm.FgGreen, report.Mark(report.CheckPassed)), passed, len(checks))
	}
	columns, _ := c.size(c.stdout)
	for _, s := range skipped {
		mark := c.paint(pterm.FgGray, report.Mark(report.CheckSkipped))
		for _, line := range terminal.Wrap(strings.Join(brief.Names(s.Names), ", ")+" "+s.Reason, cmp.Or(columns, 80)-len("    ")) {
			c.result("  %s %s", mark, line)
			mark = " "
		}
	}
	return others
}

// plainly returns a report without text that a terminal or a CI runner would obey.
func plainly(r report.Report) report.Report {
	r.Checks = slices.Clone(r.Checks)
	for i := range r.Checks {
		check := &r.Checks[i]
		check.Message, check.Details, check.Hint = plain.Line(check.Message), plain.Lines(check.Details), plain.Line(check.Hint)
	}
	r.Unsettled, r.Remarks = plain.Lines(r.Unsettled), plain.Lines(r.Remarks)
	return r
}

// markColour returns the colour of a check's status.
func markColour(status string) pterm.Color {
	switch status {
	case report.CheckPassed:
		return pterm.FgGreen
	case report.CheckFailed:
		return pterm.FgRed
	default:
		return pterm.FgGray
	}
}

// detailColour gives cures another colour than reasons.
func detailColour(detail string) pterm.Color {
	if strings.HasPrefix(detail, "try: ") {
		return pterm.FgCyan
	}
	return pterm.FgGray
}
