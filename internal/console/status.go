package console

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/brief"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// Row is a service or worker, with its address and state.
type Row struct {
	Name, Where, State string
	Tone               Tone
}

// Tone says whether a state is good, and gives it its colour.
type Tone int

// A state without a tone has no colour.
const (
	NoTone Tone = iota
	Good
	Bad
	Faint // neither good nor bad, such as a service that is left out
)

// toned colours text by its tone.
func (c *Console) toned(tone Tone, text string) string {
	switch tone {
	case Good:
		return c.paint(pterm.FgGreen, text)
	case Bad:
		return c.paint(pterm.FgRed, text)
	case Faint:
		return c.paint(pterm.FgGray, text)
	default:
		return text
	}
}

// Ports shows the ports of a new instance.
func (c *Console) Ports(rows []Row) { c.table("Ports", rows) }

// Status shows an instance. It shows nothing of one that could not be read.
func (c *Console) Status(s report.Status) {
	if s.Error != nil {
		return
	}
	var workers []report.ServiceStatus
	for _, worker := range s.Workers {
		worker.Label = worker.Name
		workers = append(workers, worker.ServiceStatus)
	}
	state := strings.ReplaceAll(s.State, "_", " ")
	if s.State == report.Partial {
		state = fmt.Sprintf("partial (%d/%d)", s.Up, s.Total)
	}
	c.result("Instance: %s (slot %d)", s.Instance, *s.Slot)
	c.result("Status: %s", c.paint(stateColour(s.State), state))
	columns, _ := c.size(c.stdout)
	for _, line := range terminal.Wrap("Containers: "+containers(s.Up, s.Passing, s.Checked, s.Starting, s.Total), cmp.Or(columns, math.MaxInt)) {
		c.result("%s", line)
	}
	c.services("Services", s.Services)
	c.services("Workers", workers)
}

// services shows the state of services. Of many, it counts those that are ready.
func (c *Console) services(title string, services []report.ServiceStatus) {
	var rows []Row
	var names []string
	for _, service := range services {
		rows, names = append(rows, statusRow(service.Label, service)), append(names, service.Label)
	}
	if !brief.Many(len(services)) {
		c.table(title, rows)
		return
	}
	for i, name := range brief.Names(names) {
		rows[i].Name = name
	}
	rows = slices.DeleteFunc(rows, func(r Row) bool { return r.Tone == Good })
	c.result("\n%s: %d of %d ready; `mage sandbox:status -json` lists them all", title, len(services)-len(rows), len(services))
	c.table("Not ready", rows)
}

// containers says how many containers run, and of those that have a healthcheck, how many
// are healthy and how many have no result yet.
func containers(up, passing, checked, starting, total int) string {
	text := fmt.Sprintf("%d/%d running, %d/%d healthy", up, total, passing, checked)
	switch {
	case checked == 0:
		text = fmt.Sprintf("%d/%d running", up, total)
	case checked == up:
		text = fmt.Sprintf("%d/%d healthy", passing, total)
	}
	if starting > 0 {
		text += fmt.Sprintf(", %d starting", starting)
	}
	return text
}

func statusRow(name string, s report.ServiceStatus) Row {
	row := Row{Name: name, Where: cmp.Or(s.URL, "-"), State: s.Message, Tone: Bad}
	if s.Protocol == "udp" {
		row.Where += "/udp"
	}
	switch {
	case s.Ready:
		row.Tone = Good
	case s.State == report.NotInStack || s.State == report.NotStarted:
		row.Tone = Faint
	}
	return row
}

// stateColour returns the colour of an instance's state.
func stateColour(state string) pterm.Color {
	switch state {
	case report.Running:
		return pterm.FgGreen
	case report.Partial:
		return pterm.FgYellow
	default:
		return pterm.FgRed
	}
}

// table shows rows in columns below a title. If a row is wider than the terminal, its
// state, and if needed its address, get lines of their own.
func (c *Console) table(title string, rows []Row) {
	if len(rows) == 0 {
		return
	}
	var cells pterm.TableData
	rows = slices.Clone(rows)
	for i, r := range rows {
		r.Name, r.Where, r.State = plain.Line(r.Name), plain.Line(r.Where), plain.Line(r.State)
		rows[i] = r
		cells = append(cells, []string{"  " + r.Name + ":", r.Where})
	}
	c.result("\n%s:", title)
	columns, _ := c.size(c.stdout)
	for i, line := range grid(cells) {
		for _, part := range rows[i].fold(line, columns) {
			c.result("%s", c.decorate(part, rows[i]))
		}
	}
}

// fold returns the lines of a row: one if it fits into the columns, or if columns is 0.
func (r Row) fold(line string, columns int) []string {
	const indent = "    "
	state := ""
	if r.State != "" {
		state = "(" + r.State + ")"
	}
	whole := strings.TrimRight(line+" "+state, " ")
	if columns == 0 || terminal.Width(whole) <= columns {
		return []string{whole}
	}
	parts := []string{strings.TrimRight(line, " ")}
	if terminal.Width(parts[0]) > columns {
		parts = []string{"  " + r.Name + ":", indent + r.Where}
	}
	if state == "" {
		return parts
	}
	for _, part := range terminal.Wrap(state, columns-len(indent)) {
		parts = append(parts, indent+part)
	}
	return parts
}

// decorate makes the address in a line of a row clickable, and colours the state.
func (c *Console) decorate(line string, r Row) string {
	rest, _ := strings.CutPrefix(line, "  "+r.Name+":")
	name := strings.TrimSuffix(line, rest)
	place := strings.TrimLeft(rest, " ")
	gap := strings.TrimSuffix(rest, place)
	if state, found := strings.CutPrefix(place, r.Where); found && (state == "" || state[0] == ' ') {
		return name + gap + c.hyperlink(r.Where, r.Where) + c.toned(r.Tone, state)
	}
	return name + gap + c.toned(r.Tone, place)
}

// grid aligns cells in columns. It returns a line for each row.
func grid(cells pterm.TableData) []string {
	text, err := pterm.DefaultTable.WithSeparator(" ").WithSeparatorStyle(pterm.NewStyle()).WithStyle(pterm.NewStyle()).WithData(cells).Srender()
	if err != nil { // only a writer can fail, and none is set
		return nil
	}
	return lines(pterm.RemoveColorFromString(text))
}
