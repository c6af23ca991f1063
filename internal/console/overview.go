package console

import (
	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/plain"
)

// Overview holds what a directory is, and what to do next.
type Overview struct {
	Dir      string
	Instance string
	Status   string    // "" where there is no instance
	Next     []Command // to type next
}

// Command is a command to type, and what it does.
type Command struct{ Line, Does string }

// Overview shows what a directory is, and what to do next.
func (c *Console) Overview(o Overview) {
	c.result("Directory: %s", plain.Line(o.Dir))
	c.result("Instance:  %s", o.Instance)
	if o.Status != "" {
		c.result("Status:    %s", c.paint(stateColour(o.Status), o.Status))
	}
	c.result("\nNext:")
	if lines := c.commands(o.Next); c.fits(lines) {
		c.Lines(lines)
		return
	}
	columns, _ := c.size(c.stdout)
	for _, command := range o.Next {
		c.result("  %s", c.paint(pterm.FgCyan, command.Line))
		for _, line := range wrap(command.Does, columns-len("    ")) {
			c.result("    %s", line)
		}
	}
}

// commands returns a line for each command, with what it does in a second column.
func (c *Console) commands(commands []Command) []string {
	widest := 0
	for _, command := range commands {
		widest = max(widest, width(command.Line))
	}
	var lines []string
	for _, command := range commands {
		lines = append(lines, "  "+pad(c.paint(pterm.FgCyan, command.Line), widest)+"  "+command.Does)
	}
	return lines
}
