package console

import (
	"cmp"
	"strings"
	"time"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/brief"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// waterfall draws a bar for each service of a start, to scale. It draws only on a
// terminal.
func (c *Console) waterfall(spans []report.Span, total time.Duration) {
	if !c.live || len(spans) == 0 {
		return
	}
	shown := brief.Slowest(spans)
	columns, _ := c.size(c.stderr)
	labels := brief.Names(names(shown))
	scale := terminal.NewScale(columns, total, labels)
	c.line(terminal.Cut("\nStart-up, in "+pterm.FgGray.Sprint("─ created ")+pterm.FgCyan.Sprint("━ started ")+pterm.FgGreen.Sprint("● ready")+":", scale.Columns))
	for i, s := range shown {
		label := ""
		if s.Ready != nil {
			label = inSeconds(duration(*s.Ready))
		}
		c.line(scale.Line(labels[i], bar(scale, s), label))
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

// bar returns the bar of one service. It begins when the container was created or started, and
// ends when the service was ready.
func bar(s terminal.Scale, span report.Span) string {
	begin := cmp.Or(span.Created, span.Started, span.Ready)
	at := moment(s, begin)
	text := strings.Repeat(" ", at)
	until := func(end int, colour pterm.Color, with string) {
		if end > at {
			text += colour.Sprint(strings.Repeat(with, end-at))
			at = end
		}
	}
	if span.Started != nil {
		until(moment(s, span.Started), pterm.FgGray, "─")
		until(max(moment(s, span.Ready), moment(s, span.Started)+1), pterm.FgCyan, "━")
	}
	if span.Ready != nil {
		until(at+1, pterm.FgGreen, "●")
	}
	return text
}

// moment returns the column of a bar at which a moment is drawn; nil is the first.
func moment(s terminal.Scale, seconds *float64) int {
	if seconds == nil {
		return 0
	}
	return s.At(duration(*seconds))
}
