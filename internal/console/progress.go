package console

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/plain"
)

// heartbeat is the time between two lines about a wait, off a terminal.
const heartbeat = 10 * time.Second

// Awaited is a check whose progress is shown, and the services whose log lines explain
// it.
type Awaited struct {
	Check    string
	Services []string
	Needs    []string      // checks that have to pass before it is asked
	Usually  time.Duration // until it passes; 0 if unknown
}

// Progress shows the progress of a gate, with the newest error and log lines of each
// check. On a terminal each check has a spinner. Elsewhere it writes a line for each
// verdict, and every 10 s the checks that are still awaited.
type Progress struct {
	ctx     context.Context // of the gate
	console *Console
	awaited []Awaited
	area    *area // nil off a terminal
	stop    chan struct{}
	stopped sync.WaitGroup

	mu     sync.Mutex
	frame  int
	newest map[string]gate.Event  // by check
	shown  map[string]gate.Status // verdicts, by check
	logs   map[string]string      // newest line by service
	rest   error                  // why the gate waits although the checks pass
}

// StartProgress begins to show the progress of checks with this timeout. It stops
// drawing when ctx is done.
func (c *Console) StartProgress(ctx context.Context, awaited []Awaited, timeout time.Duration) *Progress {
	p := &Progress{
		ctx: ctx, console: c, awaited: awaited, stop: make(chan struct{}),
		newest: make(map[string]gate.Event), shown: make(map[string]gate.Status), logs: make(map[string]string),
	}
	if c.live {
		p.area = &area{file: c.stderr, size: c.size}
		p.draw()
		p.stopped.Go(func() { p.every(pterm.DefaultSpinner.Delay, p.draw) })
		return p
	}
	var names []string
	for _, a := range awaited {
		names = append(names, a.Check+a.usually(" (%s)"))
	}
	c.progress(fmt.Sprintf("  waiting for %s, at most %s", strings.Join(names, ", "), timeout))
	p.stopped.Go(func() { p.every(heartbeat, p.beat) })
	return p
}

// every calls do after each pause, until the progress is stopped.
func (p *Progress) every(pause time.Duration, do func()) {
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-ticker.C:
			do()
		}
	}
}

// beat shows all checks that are still awaited.
func (p *Progress) beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.awaited {
		e, asked := p.newest[a.Check]
		if asked && e.Status == gate.Waiting || !asked && p.unmet(a) != "" {
			p.console.progress("  " + strings.Join(p.text(a, e), "; "))
		}
	}
	if p.rest != nil {
		p.console.progress("  " + plain.Line(p.rest.Error()))
	}
}

// Notify shows an event of the gate.
func (p *Progress) Notify(e gate.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.area == nil && p.ctx.Err() == nil && e.Status != gate.Waiting && p.shown[e.Check] != e.Status {
		p.console.progress("  " + verdict(e))
		p.shown[e.Check] = e.Status // the gate asks again until all pass together
	}
	p.newest[e.Check] = e
}

// Log records the newest log line of a service.
func (p *Progress) Log(service, line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.logs[service] = service + " | " + plain.Line(line)
}

// Rest shows why the gate waits although the checks pass. Nil ends that.
func (p *Progress) Rest(why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest = why
}

// draw draws the next frame of all spinners. After Ctrl-C it draws no more, because
// mage has written a line below them that would be partly overwritten.
func (p *Progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx.Err() != nil {
		return
	}
	var drawn []string
	for _, a := range p.awaited {
		e := p.newest[a.Check]
		text := p.text(a, e)
		drawn = append(drawn, p.symbol(e.Status)+" "+text[0])
		for _, log := range text[1:] {
			drawn = append(drawn, pterm.FgGray.Sprint("    "+log))
		}
	}
	if p.rest != nil {
		drawn = append(drawn, p.symbol(gate.Waiting)+" "+plain.Line(p.rest.Error()))
	}
	p.area.draw(drawn)
	p.frame++
}

// symbol returns the symbol before a check. It moves while the check is awaited.
func (p *Progress) symbol(status gate.Status) string {
	switch status {
	case gate.Waiting, "":
		frames := pterm.DefaultSpinner.Sequence
		return pterm.FgLightCyan.Sprint(frames[p.frame%len(frames)])
	default:
		return markColour(status).Sprint(symbol(status))
	}
}

// Stop ends the progress and removes the spinners, because the report follows. After an
// interrupt they stay as they are.
func (p *Progress) Stop() {
	close(p.stop)
	p.stopped.Wait()
	if p.area != nil && p.ctx.Err() == nil {
		p.area.clear()
	}
}

// text returns the lines about a check: its verdict, or its last error and the newest
// log line of each of its services.
func (p *Progress) text(a Awaited, e gate.Event) []string {
	switch {
	case e.Check == "":
		return []string{a.Check + a.usually(" (%s)") + p.unmet(a)}
	case e.Status != gate.Waiting:
		return []string{verdict(e)}
	case e.Err == nil:
		return []string{a.Check}
	}
	text := []string{fmt.Sprintf("%s (%.1fs%s): %s", a.Check, e.Elapsed.Seconds(), a.usually(", %s"), plain.Line(strings.ReplaceAll(e.Err.Error(), "\n", "; ")))}
	for _, service := range a.Services {
		if line := p.logs[service]; line != "" {
			text = append(text, line)
		}
	}
	return text
}

// unmet returns text about the checks that must still pass before this one is asked,
// or "".
func (p *Progress) unmet(a Awaited) string {
	needs := slices.DeleteFunc(slices.Clone(a.Needs), func(need string) bool { return p.newest[need].Status == gate.Passed })
	if len(needs) == 0 {
		return ""
	}
	return ": waits for " + strings.Join(needs, ", ")
}

// usually returns text about how long the check usually takes, or "" if unknown.
func (a Awaited) usually(format string) string {
	if a.Usually == 0 {
		return ""
	}
	return fmt.Sprintf(format, "usually "+inSeconds(a.Usually))
}

// verdict returns text about a verdict.
func verdict(e gate.Event) string {
	return fmt.Sprintf("%s %s after %s", e.Check, e.Status, inSeconds(e.Elapsed))
}
