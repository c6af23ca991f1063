package console

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/plain"
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

// listTable returns a heading and a line for each row. It leaves out empty columns.
func (c *Console) listTable(rows []report.Instance) []string {
	cells := [][]string{{"INSTANCE", "SLOT", "STATE", "CONTAINERS", "URL", "BRANCH", "AGE", "ENGINE", "DIRECTORY"}}
	for _, r := range rows {
		cells = append(cells, []string{
			r.Instance, strconv.Itoa(r.Slot), c.state(r), containersOf(r), c.hyperlink(r.URL, pagesOf(r)), plain.Line(r.Branch), age(r), plain.Line(r.Engine), plain.Line(r.Directory),
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
	return containers(r.Up, r.Passing, r.Checked, r.Expected)
}

// pagesOf returns the URL of an instance, or the ports of an instance of another stack.
func pagesOf(r report.Instance) string {
	const most = 3
	var numbers []string
	for _, port := range r.Ports {
		numbers = append(numbers, strconv.Itoa(port))
	}
	switch {
	case len(numbers) == 0:
		return r.URL
	case len(numbers) > most:
		return fmt.Sprintf("ports %s and %d more", strings.Join(numbers[:most], ", "), len(numbers)-most)
	case len(numbers) == 1:
		return "port " + numbers[0]
	}
	return "ports " + strings.Join(numbers, ", ")
}

// age returns the age of an instance in its largest whole unit, "" if it is unknown.
func age(r report.Instance) string {
	if r.Created.IsZero() {
		return ""
	}
	switch d := time.Since(r.Created); {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%dd", int(d.Hours())/24)
	case d >= time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	case d >= time.Minute:
		return fmt.Sprintf("%dm", int(d.Minutes()))
	default:
		return fmt.Sprintf("%ds", max(0, int(d.Seconds())))
	}
}

// card returns an instance as a few short lines.
func (c *Console) card(r report.Instance) string {
	lines := fmt.Sprintf("%s (slot %d): %s", r.Instance, r.Slot, c.state(r))
	if counted := containersOf(r); counted != "" {
		lines += ", " + counted
	}
	if age := age(r); age != "" {
		lines += ", " + age + " old"
	}
	for _, more := range []string{c.hyperlink(r.URL, pagesOf(r)), plain.Line(r.Branch), plain.Line(r.Engine), plain.Line(r.Directory)} {
		if more != "" {
			lines += "\n  " + more
		}
	}
	return lines
}
