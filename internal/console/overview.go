package console

import (
	"fmt"
	"strings"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// Overview shows what a directory is, and what to do next. It shows nothing if there
// is no such directory.
func (c *Console) Overview(o report.Overview) {
	if o.Error != nil {
		return
	}
	c.result("Directory: %s", plain.Line(o.Dir))
	if o.Slot == nil {
		c.result("Instance:  %s", plain.Line(o.Reason))
	} else {
		c.result("Instance:  %s (slot %d)", o.Instance, *o.Slot)
		c.result("Status:    %s", c.paint(stateColour(o.State), overviewState(o)))
	}
	c.next(o.Next)
}

// overviewState returns the state of an instance as a person reads it.
func overviewState(o report.Overview) string {
	switch o.State {
	case report.Running, report.Partial:
		return fmt.Sprintf("%s (%d/%d)", o.State, o.Up, o.Total)
	case report.Unknown:
		return "unknown: " + plain.Line(o.Reason)
	default:
		return strings.ReplaceAll(o.State, "_", " ")
	}
}

// next shows commands to type next.
func (c *Console) next(commands []report.Command) {
	if len(commands) == 0 {
		return
	}
	c.result("\nNext:")
	if lines := c.commands(commands); c.fits(lines) {
		c.Lines(lines)
		return
	}
	columns, _ := c.size(c.stdout)
	for _, command := range commands {
		c.result("  %s", c.paint(pterm.FgCyan, command.Line))
		for _, line := range terminal.Wrap(command.Does, columns-len("    ")) {
			c.result("    %s", line)
		}
	}
}

// commands returns a line for each command, with what it does in a second column.
func (c *Console) commands(commands []report.Command) []string {
	widest := 0
	for _, command := range commands {
		widest = max(widest, terminal.Width(called.Text(command.Line)))
	}
	var lines []string
	for _, command := range commands {
		lines = append(lines, "  "+terminal.Pad(c.paint(pterm.FgCyan, called.Text(command.Line)), widest)+"  "+command.Does)
	}
	return lines
}
