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

	"github.com/pterm/pterm"
	"golang.org/x/term"

	"github.com/seed-491dada8/sandbox/internal/actions"
	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// Console writes to a person's streams.
type Console struct {
	stdout, stderr *os.File
	quiet          bool // show no result
	live           bool // stderr is a terminal that can be drawn on
	coloured       bool // stdout is a terminal that takes colours
	links          bool // stdout is a terminal that shows links
	actions        *actions.Job
	gate           *progress // of the gate that runs, or nil

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
		links:    coloured && terminal.SupportsLinks(os.Getenv),
		actions:  actions.New(stderr),
		out:      stdout,
		size:     terminal.Size,
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

// line writes a line to stderr.
func (c *Console) line(text string) { fmt.Fprintln(c.stderr, called.Text(text)) }

// starting shows which instance is being started.
func (c *Console) starting(id string, slot int) {
	text := fmt.Sprintf("Starting instance: %s (slot %d)", id, slot)
	if c.actions == nil {
		c.line(text)
	} else {
		c.actions.Begin(text)
	}
}

// Finish ends what GitHub Actions shows of a command, with the error that it failed with,
// or nil.
func (c *Console) Finish(failed *report.Error) { c.actions.Finish(failed) }

// Doing shows what the program is doing next.
func (c *Console) Doing(what string) { c.line("  " + plain.Text(what)) }

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
