// Package console writes what a person reads: spinners, tables and colours on a
// terminal, plain lines elsewhere.
//
// The rules are:
//
//   - Results go to stdout, progress to stderr.
//   - Off a terminal, in CI, with NO_COLOR or on a dumb terminal, the output has no
//     ANSI code and no carriage return.
package console

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/pterm/pterm"
	"golang.org/x/term"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/plain"
)

// Console writes to a person's streams.
type Console struct {
	stdout, stderr *os.File
	quiet          bool // show no result
	live           bool // stderr is a terminal that can be drawn on
	coloured       bool // stdout is a terminal that takes colours
	links          bool // stdout is a terminal that shows links
	actions        *actions

	out  io.Writer // for results; stdout
	size func(*os.File) (columns, rows int)
}

// New returns a console on the two streams.
func New(stdout, stderr *os.File) *Console {
	bare := isBare(os.Getenv)
	coloured := !bare && isTerminal(stdout)
	return &Console{
		stdout:   stdout,
		stderr:   stderr,
		live:     !bare && isTerminal(stderr),
		coloured: coloured,
		links:    coloured && supportsLinks(os.Getenv),
		actions:  newActions(stderr),
		out:      stdout,
		size:     terminalSize,
	}
}

// isBare reports whether the environment asks for plain output even on a terminal. CI
// may have a terminal whose output ends up in a log.
func isBare(env func(string) string) bool {
	ci := env("CI")
	return env("NO_COLOR") != "" || env("TERM") == "dumb" || ci != "" && ci != "false" && ci != "0"
}

// Quiet suppresses results, because the caller writes them as a document.
func (c *Console) Quiet() { c.quiet = true }

func isTerminal(file *os.File) bool { return term.IsTerminal(int(file.Fd())) }

// Coloured reports whether results may have colours.
func (c *Console) Coloured() bool { return c.coloured }

// PassThrough writes the output of another program to stdout and stderr, line by line
// and without control characters. Colours stay if stdout is a terminal that takes them.
func (c *Console) PassThrough(write func(stdout, stderr io.Writer) error) error {
	stdout, stderr := &plain.Writer{Out: c.stdout, Colours: c.coloured}, &plain.Writer{Out: c.stderr, Colours: c.coloured}
	err := write(stdout, stderr)
	return errors.Join(err, stdout.Flush(), stderr.Flush())
}

// paint colours text that goes to stdout.
func (c *Console) paint(colour pterm.Color, text string) string {
	if !c.coloured {
		return text
	}
	return colour.Sprint(text)
}

// result writes a line to stdout, unless the console is quiet.
func (c *Console) result(format string, args ...any) {
	if !c.quiet {
		fmt.Fprintln(c.out, called.Text(fmt.Sprintf(format, args...)))
	}
}

// progress writes a line to stderr.
func (c *Console) progress(text string) { fmt.Fprintln(c.stderr, called.Text(text)) }

// Starting shows which instance is being started. Call end when the start is over, if
// the report has not ended it already.
func (c *Console) Starting(id string, slot int) (end func()) {
	text := fmt.Sprintf("Starting instance: %s (slot %d)", id, slot)
	if c.actions == nil {
		c.progress(text)
	} else {
		c.actions.begin(text)
	}
	return c.actions.end
}

// Doing shows what the program is doing next.
func (c *Console) Doing(what string) { c.progress("  " + plain.Text(what)) }

// Done shows the result of a use case in one sentence.
func (c *Console) Done(format string, args ...any) {
	c.result("%s", plain.Text(fmt.Sprintf(format, args...)))
}

// Lines shows lines that a shell may read.
func (c *Console) Lines(lines []string) {
	for _, line := range lines {
		c.result("%s", line)
	}
}

// NotWaiting shows the end of a start that does not wait for the gate.
func (c *Console) NotWaiting() {
	c.actions.end()
	c.result("Instance starting; `mage sandbox:status` shows how far it is")
}

// Link is a page to open.
type Link struct{ Label, URL string }

// Ready shows the end of a start that passed the gate.
func (c *Console) Ready(took time.Duration, links []Link) {
	c.result("\n%s (%.1fs):", c.paint(pterm.FgGreen, "Instance ready"), took.Seconds())
	for _, l := range links {
		c.result("  %s: %s", l.Label, c.hyperlink(l.URL, l.URL))
	}
}

// GateFailed shows the verdict of a failed gate, without its checks.
func (c *Console) GateFailed() {
	c.result("Startability Gate: %s", c.paint(pterm.FgRed, "FAILED"))
}

// Report shows the verdict of the gate. The checks come first if it passed, and last
// if it failed.
func (c *Console) Report(report gate.Report) {
	report = plainly(report)
	c.actions.report(report)
	if !report.Passed {
		c.GateFailed()
	}
	for _, check := range report.Checks {
		c.result("  %s %s %s", c.mark(check.Status), check.Name, check.Message)
		for _, detail := range check.Details {
			c.result("    %s", c.paint(detailColour(detail), "→ "+detail))
		}
	}
	if report.Unsettled != nil {
		c.result("  %s", strings.ReplaceAll(report.Unsettled.Error(), "\n", "\n  "))
	}
	if report.Passed {
		c.result("Startability Gate: %s", c.paint(pterm.FgGreen, "PASSED"))
	}
}

// plainly returns a report without text that a terminal or a CI runner would obey.
func plainly(report gate.Report) gate.Report {
	report.Checks = slices.Clone(report.Checks)
	for i, check := range report.Checks {
		details := slices.Clone(check.Details)
		for n, detail := range details {
			details[n] = plain.Line(detail)
		}
		report.Checks[i].Message, report.Checks[i].Details = plain.Line(check.Message), details
	}
	if report.Unsettled != nil {
		report.Unsettled = errors.New(plain.Text(report.Unsettled.Error()))
	}
	return report
}

// detailColour gives cures another colour than reasons.
func detailColour(detail string) pterm.Color {
	if strings.HasPrefix(detail, "try: ") {
		return pterm.FgCyan
	}
	return pterm.FgGray
}

func (c *Console) mark(status gate.Status) string { return c.paint(markColour(status), symbol(status)) }

// markColour returns the colour of a status.
func markColour(status gate.Status) pterm.Color {
	switch status {
	case gate.Passed:
		return pterm.FgGreen
	case gate.Failed:
		return pterm.FgRed
	default:
		return pterm.FgGray
	}
}

func symbol(status gate.Status) string {
	switch status {
	case gate.Passed:
		return "✓"
	case gate.Failed:
		return "✗"
	default:
		return "○"
	}
}
