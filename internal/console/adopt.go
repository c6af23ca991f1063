package console

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/brief"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// Adopt shows what would be derived for each service, what all instances share, what is
// to be decided, which files were written, and what to type next. It shows nothing of a
// project that could not be read; one without an active profile has decisions alone.
func (c *Console) Adopt(a report.Adopt) {
	if len(a.Services) == 0 && len(a.Decisions) == 0 {
		return
	}
	if len(a.Services) > 0 {
		c.derivedServices(a)
	}
	var shared, decisions []string
	for _, f := range a.Shared {
		shared = append(shared, f.Message, f.Cure)
	}
	for _, d := range brief.Decisions(a.Decisions) {
		decisions = append(decisions, d.Message, d.Line)
	}
	c.pairs("Shared by all instances", shared)
	c.pairs("To decide", decisions)
	if len(a.Written) > 0 {
		c.result("\nWritten: %s", plain.Line(strings.Join(a.Written, ", ")))
	}
	if len(a.Present) > 0 {
		c.result("\nUnchanged: %s", plain.Line(strings.Join(a.Present, ", ")))
	}
	c.next(a.Next)
}

// derivedServices shows a table of the services, or a paragraph for each on a narrow
// terminal.
func (c *Console) derivedServices(a report.Adopt) {
	slot := *cmp.Or(a.Slot, new(1))
	table := [][]string{{"SERVICE", "CHECK", "BECAUSE OF", "SLOT 0", fmt.Sprintf("SLOT %d", slot)}}
	for _, s := range a.Services {
		var slots [2][]string
		for _, p := range s.Ports {
			slots[0], slots[1] = append(slots[0], p.Slot0), append(slots[1], cmp.Or(p.Port, p.Slot1))
		}
		table = append(table, []string{plain.Line(s.Name), plain.Line(s.Check), plain.Line(s.Why), strings.Join(slots[0], ", "), strings.Join(slots[1], ", ")})
	}
	if lines := terminal.Table(table); c.fits(lines) {
		c.Lines(lines)
	} else {
		for _, row := range table[1:] {
			c.result("%s: %s\n  %s\n  slot 0: %s\n  slot %d: %s", row[0], row[1], row[2], cmp.Or(row[3], "-"), slot, cmp.Or(row[4], "-"))
		}
	}
}

// pairs shows statements, each with its answer below it.
func (c *Console) pairs(title string, texts []string) {
	columns, _ := c.size(c.stdout)
	for i := 0; i < len(texts); i += 2 {
		if i == 0 {
			c.result("\n%s:", title)
		}
		text := fmt.Sprintf("! %s", plain.Line(texts[i]))
		for _, line := range terminal.Wrap(text, cmp.Or(columns, len(text)+2)-2) {
			c.result("  %s", line)
		}
		c.result("    %s", c.paint(pterm.FgCyan, "→ "+plain.Line(texts[i+1])))
	}
}
