package console

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pterm/pterm"

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
	var shared, decisions []statement
	for _, f := range a.Shared {
		shared = append(shared, statementOf("service ", f.Message, f.Cure))
	}
	for _, d := range a.Decisions {
		subject := "service "
		if d.Service != "" {
			subject = ""
		}
		decisions = append(decisions, statementOf(subject, d.Message, d.Line))
	}
	c.statements("Shared by all instances", merged(shared))
	c.statements("To decide", merged(decisions))
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
	slot := 1
	if a.Slot != nil {
		slot = *a.Slot
	}
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

// statement is a message about one service or several, and what to do.
type statement struct {
	message  string
	services []string
	rest     string // of the message, after the name of the service
	answer   string
}

// statementOf returns the statement of a message that begins with a subject and the name of a
// service. Any other message is about no service.
func statementOf(subject, message, answer string) statement {
	s := statement{message: message, answer: answer}
	if text, is := strings.CutPrefix(message, subject); is {
		if name, rest, found := strings.Cut(text, " "); found {
			s.services, s.rest = []string{name}, rest
		}
	}
	return s
}

// merged makes one statement of those that differ in their service alone. It counts the
// services and names them.
func merged(statements []statement) (all []statement) {
	for _, s := range statements {
		at := slices.IndexFunc(all, func(other statement) bool {
			return s.rest != "" && other.rest == s.rest && other.answer == s.answer
		})
		if at < 0 {
			all = append(all, s)
			continue
		}
		m := &all[at]
		m.services = append(m.services, s.services...)
		m.message = fmt.Sprintf("each of %d services %s: %s", len(m.services), m.rest, strings.Join(m.services, ", "))
	}
	return all
}

// statements shows statements, each with its answer below it.
func (c *Console) statements(title string, all []statement) {
	columns, _ := c.size(c.stdout)
	for i, s := range all {
		if i == 0 {
			c.result("\n%s:", title)
		}
		text := fmt.Sprintf("! %s", plain.Line(s.message))
		for _, line := range terminal.Wrap(text, cmp.Or(columns, len(text)+2)-2) {
			c.result("  %s", line)
		}
		c.result("    %s", c.paint(pterm.FgCyan, "→ "+plain.Line(s.answer)))
	}
}
