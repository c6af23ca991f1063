package console

import (
	"fmt"
	"strings"
	"time"

	"github.com/pterm/pterm"
	"golang.org/x/term"

	"github.com/seed-491dada8/sandbox/gate"
)

// Progress shows how a gate comes along: a spinner for each check on a
// terminal, elsewhere a line at each verdict.
type Progress struct {
	console  *Console
	printer  *pterm.MultiPrinter
	spinners map[string]*pterm.SpinnerPrinter // none off a terminal
}

// StartProgress begins to show the progress of checks that have so long.
func (c *Console) StartProgress(checks []string, timeout time.Duration) *Progress {
	p := &Progress{console: c}
	if !c.live {
		c.progress(fmt.Sprintf("  waiting for %s, at most %s", strings.Join(checks, ", "), timeout))
		return p
	}
	p.printer = pterm.DefaultMultiPrinter.WithWriter(c.stderr)
	p.spinners = make(map[string]*pterm.SpinnerPrinter)
	for _, name := range checks {
		spinner, err := pterm.DefaultSpinner.
			WithWriter(p.printer.NewWriter()).
			WithDelay(p.printer.UpdateDelay).
			WithShowTimer(false).
			Start(name)
		if err == nil {
			p.spinners[name] = spinner
		}
	}
	_, _ = p.printer.Start()
	return p
}

// Notify shows an event of the gate.
func (p *Progress) Notify(e gate.Event) {
	switch spinner := p.spinners[e.Check]; {
	case spinner != nil:
		spinner.UpdateText(p.fit(text(e)))
		if e.Status != gate.Waiting {
			_ = spinner.Stop()
		}
	case e.Status != gate.Waiting:
		p.console.progress("  " + text(e))
	}
}

// Stop ends the progress and leaves no spinner behind: the report follows.
func (p *Progress) Stop() {
	if p.printer == nil {
		return
	}
	for _, spinner := range p.spinners {
		_ = spinner.Stop()
	}
	_, _ = p.printer.Stop()
	fmt.Fprintf(p.console.stderr, "\033[%dA\033[J", len(p.spinners))
}

func text(e gate.Event) string {
	after := fmt.Sprintf("%.1fs", e.Elapsed.Seconds())
	switch {
	case e.Status != gate.Waiting:
		return fmt.Sprintf("%s %s after %s", e.Check, e.Status, after)
	case e.Err != nil:
		return fmt.Sprintf("%s (%s): %s", e.Check, after, strings.ReplaceAll(e.Err.Error(), "\n", "; "))
	default:
		return e.Check
	}
}

// fit cuts a line to the width of the terminal: one that wraps could not be
// drawn over.
func (p *Progress) fit(line string) string {
	width, _, err := term.GetSize(int(p.console.stderr.Fd()))
	if err != nil || width < 20 {
		width = 80
	}
	if runes := []rune(line); len(runes) > width-4 {
		return string(runes[:width-5]) + "…"
	}
	return line
}
