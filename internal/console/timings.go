package console

import (
	"fmt"
	"strings"
	"time"

	"github.com/pterm/pterm"
)

// Timings holds how long the starts of an instance took, by kind.
type Timings struct {
	ID             string
	Slot           int
	Starts, Passed int
	Kinds          []KindTimings
}

// KindTimings holds how long the passed starts of one kind took.
type KindTimings struct {
	Title string
	Rows  []Timing // of each check, and of the whole start
}

// Timing holds how long one check, or the whole start, took over several starts.
type Timing struct {
	Name              string
	Median, P95, Last time.Duration
}

// Timings shows how long starts took, as a table and a chart.
func (c *Console) Timings(t Timings) {
	c.result("Instance: %s (slot %d)", t.ID, t.Slot)
	c.result("Starts: %d remembered, %d passed", t.Starts, t.Passed)
	for _, kind := range t.Kinds {
		c.result("\n%s:", kind.Title)
		c.timingsTable(kind.Rows)
		c.timingsChart(kind.Rows)
	}
}

// timingsTable shows a column for each number, or a line on a narrow terminal.
func (c *Console) timingsTable(rows []Timing) {
	cells := pterm.TableData{{"  Check", " median", "95 of 100", "   last"}}
	for _, r := range rows {
		cells = append(cells, []string{"  " + r.Name, fmt.Sprintf("%7s", inSeconds(r.Median)), fmt.Sprintf("%9s", inSeconds(r.P95)), fmt.Sprintf("%7s", inSeconds(r.Last))})
	}
	table := grid(cells)
	columns, _ := c.size(c.stdout)
	if columns == 0 || width(table[0]) <= columns {
		for i, line := range table {
			if line = strings.TrimRight(line, " "); i == 0 {
				line = c.paint(pterm.FgGray, line)
			}
			c.result("%s", line)
		}
		return
	}
	for _, r := range rows {
		for _, line := range []string{"  " + r.Name, " 50% " + inSeconds(r.Median), " 95% " + inSeconds(r.P95), "last " + inSeconds(r.Last)} {
			c.result("%s", cut(line, columns))
		}
	}
}

// timingsChart shows a bar for each row, all on one scale: the median, and the time
// that 95 of 100 starts did not exceed. A terminal that is too narrow has no chart.
func (c *Console) timingsChart(rows []Timing) {
	var names []string
	longest := time.Duration(0)
	for _, r := range rows {
		names, longest = append(names, r.Name), max(longest, r.P95)
	}
	columns, _ := c.size(c.stdout)
	scale := newScale(columns, longest, names)
	if scale.bar < least {
		return
	}
	legend := c.paint(pterm.FgCyan, "█") + " median " + c.paint(pterm.FgGray, "░") + " 95 of 100"
	c.result("\n%s", cut("  "+legend, scale.columns))
	for _, r := range rows {
		median, p95 := scale.at(r.Median)+1, scale.at(r.P95)+1
		bar := c.paint(pterm.FgCyan, strings.Repeat("█", median)) + c.paint(pterm.FgGray, strings.Repeat("░", max(0, p95-median)))
		c.result("%s", scale.line(r.Name, bar, inSeconds(r.Median)))
	}
}

// inSeconds formats a time. Below a second it shows hundredths.
func inSeconds(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.2fs", d.Seconds())
	}
	return fmt.Sprintf("%.1fs", d.Seconds())
}
