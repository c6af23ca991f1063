package console

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pterm/pterm"
	"golang.org/x/term"

	"github.com/seed-491dada8/sandbox/gate"
)

// heartbeat is how often a wait is told of off a terminal.
const heartbeat = 10 * time.Second

// Awaited is a check to show the progress of, and whose log lines tell of it.
type Awaited struct {
	Check    string
	Services []string
}

// Progress shows how a gate comes along, with the newest error and log line of
// each check: a spinner each on a terminal; elsewhere a line at each verdict,
// and all that is still awaited every 10 s.
type Progress struct {
	console *Console
	awaited []Awaited
	printer *pterm.MultiPrinter // nil off a terminal
	stop    chan struct{}
	stopped sync.WaitGroup

	mu       sync.Mutex
	spinners map[string]*pterm.SpinnerPrinter
	newest   map[string]gate.Event  // by check
	told     map[string]gate.Status // verdicts, by check
	logs     map[string]string      // newest line by service
}

// StartProgress begins to show the progress of checks that have so long.
func (c *Console) StartProgress(awaited []Awaited, timeout time.Duration) *Progress {
	p := &Progress{
		console: c, awaited: awaited, stop: make(chan struct{}),
		spinners: make(map[string]*pterm.SpinnerPrinter), newest: make(map[string]gate.Event), told: make(map[string]gate.Status), logs: make(map[string]string),
	}
	if c.live {
		p.startSpinners()
		return p
	}
	var names []string
	for _, a := range awaited {
		names = append(names, a.Check)
	}
	c.progress(fmt.Sprintf("  waiting for %s, at most %s", strings.Join(names, ", "), timeout))
	p.stopped.Go(p.beat)
	return p
}

func (p *Progress) startSpinners() {
	p.printer = pterm.DefaultMultiPrinter.WithWriter(p.console.stderr)
	for _, a := range p.awaited {
		spinner, err := pterm.DefaultSpinner.
			WithWriter(p.printer.NewWriter()).
			WithDelay(p.printer.UpdateDelay).
			WithShowTimer(false).
			Start(a.Check)
		if err == nil {
			p.spinners[a.Check] = spinner
		}
	}
	_, _ = p.printer.Start()
}

// beat tells of all that is still awaited, until stopped.
func (p *Progress) beat() {
	ticker := time.NewTicker(heartbeat)
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-ticker.C:
		}
		p.mu.Lock()
		for _, a := range p.awaited {
			if e, ok := p.newest[a.Check]; ok && e.Status == gate.Waiting {
				p.console.progress("  " + strings.ReplaceAll(p.text(a, e), "\n    ", "; "))
			}
		}
		p.mu.Unlock()
	}
}

// Notify shows an event of the gate.
func (p *Progress) Notify(e gate.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.printer == nil && e.Status != gate.Waiting && p.told[e.Check] != e.Status {
		p.console.progress("  " + verdict(e))
		p.told[e.Check] = e.Status // the gate asks again until all pass together
	}
	p.newest[e.Check] = e
	p.draw(e.Check)
	if spinner := p.spinners[e.Check]; spinner != nil && e.Status != gate.Waiting {
		_ = spinner.Stop()
	}
}

// Log takes the newest log line of a service. It must be printable.
func (p *Progress) Log(service, line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.logs[service] = service + " | " + line
	for _, a := range p.awaited {
		if p.newest[a.Check].Status == gate.Waiting {
			p.draw(a.Check)
		}
	}
}

func (p *Progress) draw(check string) {
	spinner := p.spinners[check]
	if spinner == nil {
		return
	}
	for _, a := range p.awaited {
		if a.Check == check {
			spinner.UpdateText(p.fit(p.text(a, p.newest[check])))
		}
	}
}

// Stop ends the progress and leaves no spinner behind: the report follows.
func (p *Progress) Stop() {
	close(p.stop)
	p.stopped.Wait()
	if p.printer == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	lines := 0
	for _, spinner := range p.spinners {
		_ = spinner.Stop()
		lines += 1 + strings.Count(spinner.Text, "\n")
	}
	_, _ = p.printer.Stop()
	fmt.Fprintf(p.console.stderr, "\033[%dA\033[J", lines)
}

// text is what is known of a check: its verdict, or what it is waiting for and
// what its services say meanwhile, a line each.
func (p *Progress) text(a Awaited, e gate.Event) string {
	switch {
	case e.Status != gate.Waiting:
		return verdict(e)
	case e.Err == nil:
		return a.Check
	}
	text := fmt.Sprintf("%s (%.1fs): %s", a.Check, e.Elapsed.Seconds(), strings.ReplaceAll(e.Err.Error(), "\n", "; "))
	for _, service := range a.Services {
		if line := p.logs[service]; line != "" {
			text += "\n    " + line
		}
	}
	return text
}

func verdict(e gate.Event) string {
	return fmt.Sprintf("%s %s after %.1fs", e.Check, e.Status, e.Elapsed.Seconds())
}

// fit cuts lines to the width of the terminal: one that wraps could not be
// drawn over.
func (p *Progress) fit(text string) string {
	width, _, err := term.GetSize(int(p.console.stderr.Fd()))
	if err != nil || width < 20 {
		width = 80
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if runes := []rune(line); len(runes) > width-4 {
			lines[i] = string(runes[:width-5]) + "…"
		}
	}
	return strings.Join(lines, "\n")
}
