package console

import (
	"cmp"
	"strings"
	"time"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// waterfall draws a bar for each service of a start, to scale. It draws only on a
// terminal.
func (c *Console) waterfall(spans []report.Span, total time.Duration) {
	if !c.live || len(spans) == 0 {
		return
	}
	columns, _ := c.size(c.stderr)
	scale := newScale(columns, total, names(spans))
	c.line(terminal.Cut("\nStart-up, in "+pterm.FgGray.Sprint("─ created ")+pterm.FgCyan.Sprint("━ started ")+pterm.FgGreen.Sprint("● ready")+":", scale.columns))
	for _, s := range spans {
		if s.Started == nil && s.Ready == nil {
			continue
		}
		label := ""
		if s.Ready != nil {
			label = inSeconds(duration(*s.Ready))
		}
		c.line(scale.line(s.Service, scale.waterfall(s), label))
	}
}

// names returns the names of the services.
func names(spans []report.Span) []string {
	var all []string
	for _, s := range spans {
		all = append(all, s.Service)
	}
	return all
}

// waterfall returns one bar. It begins when the container was created or started, and
// ends when the service was ready.
func (s scale) waterfall(span report.Span) string {
	begin := cmp.Or(span.Created, span.Started, span.Ready)
	at := s.moment(begin)
	text := strings.Repeat(" ", at)
	until := func(end int, colour pterm.Color, with string) {
		if end > at {
			text += colour.Sprint(strings.Repeat(with, end-at))
			at = end
		}
	}
	if span.Started != nil {
		until(s.moment(span.Started), pterm.FgGray, "─")
		until(max(s.moment(span.Ready), s.moment(span.Started)+1), pterm.FgCyan, "━")
	}
	if span.Ready != nil {
		until(at+1, pterm.FgGreen, "●")
	}
	return text
}

// moment returns the column of a bar at which a moment is drawn; nil is the first.
func (s scale) moment(seconds *float64) int {
	if seconds == nil {
		return 0
	}
	return s.at(duration(*seconds))
}

// scale divides a line into a name, a bar and a label. The bar stands for the total
// time.
type scale struct {
	columns, name, bar int
	total              time.Duration
}

const labelWidth = len(" 1234.5s")

// newScale returns the scale for lines of so many columns; 0 means that the stream is
// not a terminal. It leaves the last column free, because some terminals wrap there.
func newScale(columns int, total time.Duration, names []string) scale {
	if columns == 0 {
		columns = 80
	}
	s := scale{columns: columns - 1, total: total}
	for _, name := range names {
		s.name = max(s.name, terminal.Width(name))
	}
	s.name = min(s.name, max(1, s.columns/3))
	s.bar = min(s.columns-len("  ")-s.name-len(" ")-labelWidth, 100)
	return s
}

// least is the shortest length of a useful bar.
const least = 6

// line returns a name, its bar and its label. On a terminal that is too narrow it leaves
// out the bar.
func (s scale) line(name, bar, label string) string {
	if s.bar < least {
		return terminal.Cut("  "+strings.TrimSpace(terminal.Cut(name, max(1, s.columns-len("  ")-len(" ")-len(label)))+" "+label), s.columns)
	}
	text := "  " + terminal.Pad(terminal.Cut(name, s.name), s.name) + " " + bar
	if label != "" {
		text += " " + label
	}
	return text
}

// at returns the column of a bar at which a moment is drawn.
func (s scale) at(moment time.Duration) int {
	if s.total <= 0 || s.bar < least {
		return 0
	}
	share := min(1, float64(moment)/float64(s.total))
	return int(share*float64(s.bar-2) + 0.5) // a bar that ends there needs the last two
}
