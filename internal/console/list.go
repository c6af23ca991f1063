package console

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/rows"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// List shows the instances as a table. If the terminal is too narrow for that, each
// instance gets a few lines. It shows nothing of a list that failed.
func (c *Console) List(l report.List) {
	if l.Error != nil {
		return
	}
	for _, problem := range l.Problems {
		c.line(plain.Line(problem))
	}
	c.listed(l)
}

// ListAgain shows the instances as one of many results, the problems among them.
func (c *Console) ListAgain(l report.List) {
	for _, problem := range l.Problems {
		c.result("%s", plain.Line(problem))
	}
	c.listed(l)
}

func (c *Console) listed(l report.List) {
	if len(l.Instances) == 0 {
		c.result("There is no instance on this machine; `mage sandbox:init` makes this directory one")
	} else if lines := c.listTable(l.Instances); c.fits(lines) {
		for _, line := range lines {
			c.result("%s", line)
		}
	} else {
		for _, row := range l.Instances {
			c.result("%s", c.card(row))
		}
	}
	c.leftovers(l)
}

// leftovers shows stale instances, projects with another name than their directory's
// instance, and orphans.
func (c *Console) leftovers(l report.List) {
	var lines []string
	for _, row := range l.Instances {
		if row.Stale != "" {
			lines = append(lines, fmt.Sprintf("%s is stale: %s", row.Instance, row.Stale))
		}
	}
	if len(lines) > 0 {
		lines = append(lines, "`mage sandbox:prune` shows what deleted directories left, and asks before it removes that")
	}
	for _, project := range l.Projects {
		lines = append(lines, project.String())
	}
	for _, orphan := range l.Orphans {
		lines = append(lines, "orphaned: "+orphan.String())
	}
	for i, line := range lines {
		if i == 0 {
			c.result("")
		}
		c.result("%s", plain.Line(line))
	}
}

// fits reports whether the lines fit the terminal. Off a terminal they always do.
func (c *Console) fits(lines []string) bool {
	columns, _ := c.size(c.stdout)
	return columns == 0 || !slices.ContainsFunc(lines, func(line string) bool { return terminal.Width(line) > columns })
}

// listTable returns a heading and a line for each instance. It leaves out empty columns.
func (c *Console) listTable(instances []report.Instance) []string {
	cells := [][]string{{"INSTANCE", "SLOT", "STATE", "CONTAINERS", "MEMORY", "ADDRESS", "BRANCH", "WORK", "PASSED", "AGE", "ENGINE", "DIRECTORY"}}
	for _, r := range instances {
		cells = append(cells, []string{
			r.Instance, strconv.Itoa(r.Slot), c.state(r), containersOf(r), rows.Memory(r), c.hyperlink(r.URL, rows.Address(r)), plain.Line(r.Branch), rows.Work(r), rows.LastPassed(r), rows.Since(r.Created), plain.Line(r.Engine), plain.Line(r.Directory),
		})
	}
	return terminal.Table(cells)
}

// state returns the state of an instance, and whether its claim is stale.
func (c *Console) state(r report.Instance) string {
	state := strings.ReplaceAll(r.State, "_", " ")
	switch {
	case r.Stale != "":
		return c.paint(pterm.FgYellow, "stale, "+state)
	case r.State == report.Running:
		return c.paint(pterm.FgGreen, state)
	case r.State == report.Partial:
		return c.paint(pterm.FgYellow, state)
	default: // an instance may well be stopped
		return c.paint(pterm.FgGray, state)
	}
}

// containersOf says how many containers of an instance run, "" if it has none.
func containersOf(r report.Instance) string {
	if r.Expected == 0 {
		return ""
	}
	return containers(r.Up, r.Passing, r.Checked, r.Starting, r.Expected)
}

// card returns an instance as a few short lines.
func (c *Console) card(r report.Instance) string {
	lines := fmt.Sprintf("%s (slot %d): %s", r.Instance, r.Slot, c.state(r))
	if counted := containersOf(r); counted != "" {
		lines += ", " + counted
	}
	if used := rows.Memory(r); used != "" {
		lines += ", " + used
	}
	if age := rows.Since(r.Created); age != "" {
		lines += ", " + age + " old"
	}
	if passed := rows.LastPassed(r); passed != "" {
		lines += ", passed " + passed
	}
	branch := plain.Line(r.Branch)
	if work := rows.Work(r); work != "" {
		branch += " (" + work + ")"
	}
	for _, more := range []string{c.hyperlink(r.URL, rows.Address(r)), branch, plain.Line(r.Engine), plain.Line(r.Directory)} {
		if more != "" {
			lines += "\n  " + more
		}
	}
	return lines
}
