package console

import (
	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/plain"
)

// Finding is the state of one thing that a start needs.
type Finding struct {
	Subject  string
	Severity Severity
	Message  string
	Cure     string // "" for none
}

// Severity says how bad a finding is.
type Severity int

// Skipped means that the subject could not be examined.
const (
	Fine Severity = iota
	Skipped
	Warning
	Problem
)

// Doctor shows findings, each with its cure below it. A cure stays on one line, so that
// it can be copied.
func (c *Console) Doctor(findings []Finding) {
	const indent = "    "
	columns, _ := c.size(c.stdout)
	for _, f := range findings {
		lines := []string{f.Subject + ": " + plain.Line(f.Message)}
		if columns > 0 {
			lines = wrap(lines[0], columns-len(indent))
		}
		colour, symbol := f.Severity.mark()
		c.result("  %s %s", c.paint(colour, symbol), lines[0])
		for _, line := range lines[1:] {
			c.result("%s%s", indent, line)
		}
		if f.Cure != "" {
			c.result("%s%s", indent, c.paint(pterm.FgCyan, "→ "+plain.Line(f.Cure)))
		}
	}
}

func (s Severity) mark() (pterm.Color, string) {
	switch s {
	case Fine:
		return pterm.FgGreen, "✓"
	case Warning:
		return pterm.FgYellow, "!"
	case Problem:
		return pterm.FgRed, "✗"
	default:
		return pterm.FgGray, "○"
	}
}
