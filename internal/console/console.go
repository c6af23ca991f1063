// Package console decides what a person sees: pterm's spinners, tables and
// colours on a terminal, plain lines elsewhere.
//
// The rules are:
//
//   - Results go to stdout, progress to stderr.
//   - Off a terminal, in CI, with NO_COLOR or on a dumb terminal, nothing writes
//     an ANSI code or a carriage return.
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
	"github.com/seed-491dada8/sandbox/internal/plain"
)

// Console is where a person reads.
type Console struct {
	stdout, stderr *os.File
	quiet          bool // no result is shown
	live           bool // stderr is a terminal that can be drawn on
	coloured       bool // stdout is one that takes colours
	links          bool // and shows links
	actions        *actions

	out  io.Writer // of results, which is stdout
	size func(*os.File) (columns, rows int)
}

// New is a console on the two streams.
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

// isBare tells by the environment whether a terminal is to be written to as if
// it was none. CI may well have one, whose output ends in a log.
func isBare(env func(string) string) bool {
	ci := env("CI")
	return env("NO_COLOR") != "" || env("TERM") == "dumb" || ci != "" && ci != "false" && ci != "0"
}

// Quiet keeps results from being shown: somebody else writes them, for a program.
func (c *Console) Quiet() { c.quiet = true }

func isTerminal(file *os.File) bool { return term.IsTerminal(int(file.Fd())) }

// Coloured reports whether results may have colours.
func (c *Console) Coloured() bool { return c.coloured }

// PassThrough has foreign output written to stdout and stderr, line by line and
// plain. It keeps its colours where stdout is a terminal that takes them.
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

func (c *Console) result(format string, args ...any) {
	if !c.quiet {
		fmt.Fprintf(c.out, format+"\n", args...)
	}
}

func (c *Console) progress(text string) { fmt.Fprintln(c.stderr, text) }

// Starting says which instance is about to be started. Call end when nothing
// more is to be told of that, at the latest.
func (c *Console) Starting(id string, slot int) (end func()) {
	text := fmt.Sprintf("Starting instance: %s (slot %d)", id, slot)
	if c.actions == nil {
		c.progress(text)
	} else {
		c.actions.begin(text)
	}
	return c.actions.end
}

// Doing says what the next lines, or the next wait, are about.
func (c *Console) Doing(what string) { c.progress("  " + plain.Text(what)) }

// Done confirms a use case that has no other result.
func (c *Console) Done(format string, args ...any) {
	c.result("%s", plain.Text(fmt.Sprintf(format, args...)))
}

// Lines are a result that is for a shell as much as for a person.
func (c *Console) Lines(lines []string) {
	for _, line := range lines {
		c.result("%s", line)
	}
}

// NotWaiting ends a start that does not wait for the gate.
func (c *Console) NotWaiting() {
	c.actions.end()
	c.result("Instance starting; `mage sandbox:status` shows how far it is")
}

// Link is a page to open.
type Link struct{ Label, URL string }

// Ready ends a start that passed the gate.
func (c *Console) Ready(took time.Duration, links []Link) {
	c.result("\n%s (%.1fs):", c.paint(pterm.FgGreen, "Instance ready"), took.Seconds())
	for _, l := range links {
		c.result("  %s: %s", l.Label, c.hyperlink(l.URL, l.URL))
	}
}

// GateFailed is the verdict where there are no checks to tell of.
func (c *Console) GateFailed() {
	c.result("Startability Gate: %s", c.paint(pterm.FgRed, "FAILED"))
}

// Report shows the verdict of the gate: the checks and then that they passed,
// or first that they failed and then why.
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

// plainly returns a report without what a terminal or a CI runner obeys.
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

// detailColour lets what to do stand out from why.
func detailColour(detail string) pterm.Color {
	if strings.HasPrefix(detail, "try: ") {
		return pterm.FgCyan
	}
	return pterm.FgGray
}

func (c *Console) mark(status gate.Status) string { return c.paint(markColour(status), symbol(status)) }

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
