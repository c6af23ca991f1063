package console

import (
	"fmt"
	"strings"
	"time"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// timing is a row of the table and the chart.
type timing struct {
	name              string
	median, p95, last time.Duration
}

func timingRow(name string, t report.Timing) timing {
	return timing{name, duration(t.Median), duration(t.P95), duration(t.Last)}
}

// Timings shows how long starts took, as a table and a chart for each kind. It
// shows nothing of an instance that could not be read.
func (c *Console) Timings(t report.Timings) {
	switch {
	case t.Error != nil:
		return
	case t.Starts == 0:
		c.result("No start of %s is remembered yet; `mage sandbox:up` makes the first", t.Instance)
		return
	}
	c.result("Instance: %s (slot %d)", t.Instance, *t.Slot)
	c.result("Starts: %d remembered, %d passed", t.Starts, t.Passed)
	c.kindTimings("Cold starts", t.Cold)
	c.kindTimings("Starts of what ran already", t.Warm)
}

func (c *Console) kindTimings(title string, timings report.KindTimings) {
	if timings.Total == nil {
		return
	}
	var rows []timing
	for _, check := range timings.Checks {
		rows = append(rows, timingRow(check.Name, check.Timing))
	}
	rows = append(rows, timingRow("Ready", *timings.Total))
	c.result("\n%s (%d):", title, timings.Starts)
	c.timingsTable(rows)
	c.timingsChart(rows)
}

// timingsTable shows a column for each number, or a line on a narrow terminal.
func (c *Console) timingsTable(rows []timing) {
	cells := pterm.TableData{{"  Check", " median", "95 of 100", "   last"}}
	for _, r := range rows {
		cells = append(cells, []string{"  " + r.name, fmt.Sprintf("%7s", inSeconds(r.median)), fmt.Sprintf("%9s", inSeconds(r.p95)), fmt.Sprintf("%7s", inSeconds(r.last))})
	}
	table := grid(cells)
	columns, _ := c.size(c.stdout)
	if columns == 0 || terminal.Width(table[0]) <= columns {
		for i, line := range table {
			if line = strings.TrimRight(line, " "); i == 0 {
				line = c.paint(pterm.FgGray, line)
			}
			c.result("%s", line)
		}
		return
	}
	for _, r := range rows {
		for _, line := range []string{"  " + r.name, " 50% " + inSeconds(r.median), " 95% " + inSeconds(r.p95), "last " + inSeconds(r.last)} {
			c.result("%s", terminal.Cut(line, columns))
		}
	}
}

// timingsChart shows a bar for each row, all on one scale: the median, and the time
// that 95 of 100 starts did not exceed. A terminal that is too narrow has no chart.
func (c *Console) timingsChart(rows []timing) {
	var names []string
	longest := time.Duration(0)
	for _, r := range rows {
		names, longest = append(names, r.name), max(longest, r.p95)
	}
	columns, _ := c.size(c.stdout)
	scale := terminal.NewScale(columns, longest, names)
	if !scale.HasBar() {
		return
	}
	legend := c.paint(pterm.FgCyan, "█") + " median " + c.paint(pterm.FgGray, "░") + " 95 of 100"
	c.result("\n%s", terminal.Cut("  "+legend, scale.Columns))
	for _, r := range rows {
		median, p95 := scale.At(r.median)+1, scale.At(r.p95)+1
		bar := c.paint(pterm.FgCyan, strings.Repeat("█", median)) + c.paint(pterm.FgGray, strings.Repeat("░", max(0, p95-median)))
		c.result("%s", scale.Line(r.name, bar, inSeconds(r.median)))
	}
}
