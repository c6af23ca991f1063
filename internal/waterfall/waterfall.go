// Package waterfall draws when the services of a start were created, started and ready, to
// scale.
package waterfall

import (
	"cmp"
	"strings"
	"time"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/brief"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// Lines returns a title, and a line with a bar for each service of a start. Format writes
// the time until a service was ready.
func Lines(spans []report.Span, total time.Duration, columns int, format func(time.Duration) string) []string {
	shown := brief.Slowest(spans)
	labels := brief.Names(names(shown))
	scale := terminal.NewScale(columns, total, labels)
	title := "\nStart-up, in " + pterm.FgGray.Sprint("─ created ") + pterm.FgCyan.Sprint("━ started ") + pterm.FgGreen.Sprint("● ready") + ":"
	lines := []string{terminal.Cut(title, scale.Columns)}
	for i, s := range shown {
		label := ""
		if s.Ready != nil {
			label = format(duration(*s.Ready))
		}
		lines = append(lines, scale.Line(labels[i], bar(scale, s), label))
	}
	return lines
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

func duration(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
