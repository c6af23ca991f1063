package console

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/plain"
)

// List holds the instances of a machine.
type List struct {
	Instances []ListRow
	Orphans   []string // one line each
	Problems  []string // what could not be read, one line each
}

// ListRow is one instance.
type ListRow struct {
	ID                                       string
	Slot                                     int
	State, Healthy, URL, Branch, Age, Engine string // "" if unknown
	Dir                                      string
	Stale                                    string // why its claim does not count any more, or ""
}

// List shows the instances as a table. If the terminal is too narrow for that, each
// instance gets a few lines.
func (c *Console) List(l List) {
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

// leftovers shows stale instances and orphans.
func (c *Console) leftovers(l List) {
	var lines []string
	for _, row := range l.Instances {
		if row.Stale != "" {
			lines = append(lines, fmt.Sprintf("%s is stale: %s", row.ID, row.Stale))
		}
	}
	if len(lines) > 0 {
		lines = append(lines, "`mage sandbox:prune` shows what deleted directories left, and asks before it removes that")
	}
	for _, orphan := range l.Orphans {
		lines = append(lines, "orphaned: "+orphan)
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
	return columns == 0 || !slices.ContainsFunc(lines, func(line string) bool { return width(line) > columns })
}

// listTable returns a heading and a line for each row. It leaves out empty columns.
func (c *Console) listTable(rows []ListRow) []string {
	heading := []string{"INSTANCE", "SLOT", "STATE", "HEALTHY", "URL", "BRANCH", "AGE", "ENGINE", "DIRECTORY"}
	var cells [][]string
	for _, r := range rows {
		cells = append(cells, []string{
			r.ID, strconv.Itoa(r.Slot), c.state(r), r.Healthy, c.hyperlink(r.URL, r.URL), plain.Line(r.Branch), r.Age, plain.Line(r.Engine), plain.Line(r.Dir),
		})
	}
	lines := make([]string, len(cells)+1)
	for column, title := range heading {
		widest := 0
		for _, row := range cells {
			widest = max(widest, width(row[column]))
		}
		if widest == 0 {
			continue
		}
		widest = max(widest, width(title)) + 2
		lines[0] += pad(title, widest)
		for i, row := range cells {
			lines[i+1] += pad(row[column], widest)
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// state returns the state of an instance, and whether its claim is stale.
func (c *Console) state(r ListRow) string {
	switch {
	case r.Stale != "":
		return c.paint(pterm.FgYellow, "stale, "+r.State)
	case r.State == "running":
		return c.paint(pterm.FgGreen, r.State)
	case r.State == "partial":
		return c.paint(pterm.FgYellow, r.State)
	default: // an instance may well be stopped
		return c.paint(pterm.FgGray, r.State)
	}
}

// card returns a row as a few short lines.
func (c *Console) card(r ListRow) string {
	lines := fmt.Sprintf("%s (slot %d): %s", r.ID, r.Slot, c.state(r))
	if r.Healthy != "" {
		lines += ", " + r.Healthy + " healthy"
	}
	if r.Age != "" {
		lines += ", " + r.Age + " old"
	}
	for _, more := range []string{c.hyperlink(r.URL, r.URL), plain.Line(r.Branch), plain.Line(r.Engine), plain.Line(r.Dir)} {
		if more != "" {
			lines += "\n  " + more
		}
	}
	return lines
}
