package console

import "github.com/pterm/pterm"

// Overview is where a directory stands.
type Overview struct {
	Dir      string
	Instance string
	Status   string    // "" where there is no instance
	Next     []Command // those that fit
}

// Command is one to type, and what it is good for.
type Command struct{ Line, Does string }

// Overview shows where a directory stands, and what to do next.
func (c *Console) Overview(o Overview) {
	c.result("Directory: %s", o.Dir)
	c.result("Instance:  %s", o.Instance)
	if o.Status != "" {
		c.result("Status:    %s", c.paint(stateColour(o.Status), o.Status))
	}
	width := 0
	for _, command := range o.Next {
		width = max(width, len(command.Line))
	}
	c.result("\nNext:")
	for _, command := range o.Next {
		padding := width - len(command.Line)
		c.result("  %s%*s  %s", c.paint(pterm.FgCyan, command.Line), padding, "", command.Does)
	}
}
