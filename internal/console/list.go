package console

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"

	"github.com/seed-491dada8/sandbox/internal/plain"
)

// List is the instances of a machine.
type List struct {
	Instances []ListRow
	Orphans   []string // a line on each
	Problems  []string // what could not be learned, a line each
}

// ListRow is one instance.
type ListRow struct {
	ID                                       string
	Slot                                     int
	State, Healthy, URL, Branch, Age, Engine string // "" for what is not known
	Dir                                      string
	Stale                                    string // why its claim does not count any more, "" if it does
}

// List shows the instances as a table, or where the terminal is too narrow for
// that, a few lines each.
func (c *Console) List(l List) {
	for _, problem := range l.Problems {
		c.progress(plain.Line(problem))
	}
	if len(l.Instances) == 0 {
		c.result("There is no instance on this machine; `mage sandbox:init` makes this directory one")
	} else if lines := listTable(l.Instances); c.fits(lines) {
		for _, line := range lines {
			c.result("%s", line)
		}
	} else {
		for _, row := range l.Instances {
			c.result("%s", row.card())
		}
	}
	c.leftovers(l)
}

// leftovers are what nobody needs any more.
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

// fits tells whether lines can be shown as they are: always off a terminal.
func (c *Console) fits(lines []string) bool {
	if !isTerminal(c.stdout) {
		return true
	}
	width, _, err := term.GetSize(int(c.stdout.Fd()))
	return err != nil || !slices.ContainsFunc(lines, func(line string) bool { return runewidth.StringWidth(line) > width })
}

// listTable has a line for each row, below a heading. A column that is empty
// throughout is left out.
func listTable(rows []ListRow) []string {
	cells := [][]string{{"INSTANCE", "SLOT", "STATE", "HEALTHY", "URL", "BRANCH", "AGE", "ENGINE", "DIRECTORY"}}
	for _, r := range rows {
		cells = append(cells, []string{r.ID, strconv.Itoa(r.Slot), r.state(), r.Healthy, r.URL, plain.Line(r.Branch), r.Age, plain.Line(r.Engine), plain.Line(r.Dir)})
	}
	lines := make([]string, len(cells))
	for column := range cells[0] {
		width := 0
		for _, row := range cells[1:] {
			width = max(width, runewidth.StringWidth(row[column]))
		}
		if width == 0 {
			continue
		}
		width = max(width, len(cells[0][column]))
		for i, row := range cells {
			lines[i] += runewidth.FillRight(row[column], width) + "  "
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

func (r ListRow) state() string {
	if r.Stale != "" {
		return "stale, " + r.State
	}
	return r.State
}

// card is a row in a few short lines.
func (r ListRow) card() string {
	lines := fmt.Sprintf("%s (slot %d): %s", r.ID, r.Slot, r.state())
	if r.Healthy != "" {
		lines += ", " + r.Healthy + " healthy"
	}
	if r.Age != "" {
		lines += ", " + r.Age + " old"
	}
	for _, more := range []string{r.URL, r.Branch, r.Engine, r.Dir} {
		if more != "" {
			lines += "\n  " + plain.Line(more)
		}
	}
	return lines
}
