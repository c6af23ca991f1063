package console

import (
	"slices"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/report"
)

// details returns the reasons for a check's status, and the cure last.
func details(check report.CheckResult) []string {
	if check.Hint == "" {
		return check.Details
	}
	return append(slices.Clone(check.Details), "try: "+check.Hint)
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

func symbol(status string) string {
	switch status {
	case report.CheckPassed:
		return "✓"
	case report.CheckFailed:
		return "✗"
	default:
		return "○"
	}
}
