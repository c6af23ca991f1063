package console

import (
	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// Doctor shows findings, each with its cure below it. A cure stays on one line, so that
// it can be copied.
func (c *Console) Doctor(d report.Doctor) {
	const indent = "    "
	columns, _ := c.size(c.stdout)
	for _, f := range d.Findings {
		lines := []string{f.Subject + ": " + plain.Line(f.Message)}
		if columns > 0 {
			lines = terminal.Wrap(lines[0], columns-len(indent))
		}
		colour, symbol := findingMark(f.Status)
		c.result("  %s %s", c.paint(colour, symbol), lines[0])
		for _, line := range lines[1:] {
			c.result("%s%s", indent, line)
		}
		if f.Cure != "" {
			c.result("%s%s", indent, c.paint(pterm.FgCyan, "→ "+plain.Line(f.Cure)))
		}
	}
}

// findingMark returns the colour and the symbol of a finding.
func findingMark(status report.FindingStatus) (pterm.Color, string) {
	switch status {
	case report.FindingOK:
		return pterm.FgGreen, "✓"
	case report.FindingWarning:
		return pterm.FgYellow, "!"
	case report.FindingProblem:
		return pterm.FgRed, "✗"
	default:
		return pterm.FgGray, "○"
	}
}
