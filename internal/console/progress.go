package console

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/brief"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/internal/turns"
	"github.com/seed-491dada8/sandbox/report"
)

// heartbeat is the time between two lines about a wait, off a terminal.
const heartbeat = 10 * time.Second

// progress shows the progress of a gate, with the newest error and log lines of each
// check. On a terminal each check has a spinner. Elsewhere it writes a line for each
// verdict, and every 10 s the checks that are still awaited.
type progress struct {
	ctx     context.Context // of the gate
	console *Console
	awaited []report.Awaited
	area    *terminal.Area // nil off a terminal
	stop    chan struct{}
	stopped sync.WaitGroup

	mu     sync.Mutex
	frame  int
	newest map[string]report.Event // by check
	turns  turns.Turns
	logs   map[string]string // newest line by service
	short  []report.Awaited  // the checks, with shorter names if they are many
	rest   string            // why the gate waits although the checks pass, or ""
}

// startProgress begins to show the progress of checks with this timeout. It stops
// drawing when ctx is done.
func (c *Console) startProgress(ctx context.Context, awaited []report.Awaited, timeout time.Duration) *progress {
	p := &progress{
		ctx: ctx, console: c, awaited: awaited, stop: make(chan struct{}),
		newest: make(map[string]report.Event), logs: make(map[string]string), short: awaited,
	}
	if brief.Many(len(awaited)) {
		p.short = brief.Awaited(awaited)
	}
	if c.live {
		p.area = &terminal.Area{File: c.stderr, Size: c.size}
		p.draw()
		p.stopped.Go(func() { p.every(pterm.DefaultSpinner.Delay, p.draw) })
		return p
	}
	c.line(fmt.Sprintf("  waiting for %s, at most %s", awaitedNames(awaited), timeout))
	p.stopped.Go(func() { p.every(heartbeat, p.beat) })
	return p
}

// awaitedNames names the checks, and counts them if they are many.
func awaitedNames(awaited []report.Awaited) string {
	switch {
	case len(awaited) == 0: // no service is selected
		return "docker compose"
	case brief.Many(len(awaited)):
		return fmt.Sprintf("%d checks", len(awaited))
	}
	var names []string
	for _, a := range awaited {
		names = append(names, a.Check+usually(a, " (%s)"))
	}
	return strings.Join(names, ", ")
}

// every calls do after each pause, until the progress is stopped.
func (p *progress) every(pause time.Duration, do func()) {
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
func (p *progress) beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if passed := p.counted(); passed != "" {
		p.console.line("  " + passed)
	}
	for _, a := range p.awaited {
		e, asked := p.newest[a.Check]
		if asked && e.Status == report.CheckWaiting || !asked && p.unmet(a) != "" {
			p.console.line("  " + strings.Join(p.text(a, e), "; "))
		}
	}
	if p.rest != "" {
		p.console.line("  " + plain.Line(p.rest))
	}
}

// notify shows an event of a check.
func (p *progress) notify(e report.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.area == nil && p.ctx.Err() == nil && !p.isCounted(e) && p.turns.IsNews(e) {
		p.console.line("  " + verdict(e))
	}
	p.newest[e.Check] = e
}

// isCounted reports whether a verdict is only counted, because there are many checks.
func (p *progress) isCounted(e report.Event) bool {
	return brief.Many(len(p.awaited)) && e.Status == report.CheckPassed
}

// counted returns how many checks have passed if they are many, otherwise "".
func (p *progress) counted() string {
	passed := 0
	for _, a := range p.awaited {
		if p.isCounted(p.newest[a.Check]) {
			passed++
		}
	}
	if passed == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d checks passed", passed, len(p.awaited))
}

// log records the newest log line of a service.
func (p *progress) log(service, line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.logs[service] = service + " | " + plain.Line(line)
}

// setRest shows why the gate waits although the checks pass; "" ends that.
func (p *progress) setRest(why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest = why
}

// draw draws the next frame of all spinners. After Ctrl-C it draws no more, because
// mage has written a line below them that would be partly overwritten.
func (p *progress) draw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ctx.Err() != nil {
		return
	}
	var drawn []string
	if passed := p.counted(); passed != "" {
		drawn = append(drawn, p.symbol(report.CheckPassed)+" "+passed)
	}
	for i, a := range p.awaited {
		e := p.newest[a.Check]
		if p.isCounted(e) {
			continue
		}
		text := p.text(p.short[i], e)
		drawn = append(drawn, p.symbol(e.Status)+" "+text[0])
		for _, log := range text[1:] {
			drawn = append(drawn, pterm.FgGray.Sprint("    "+log))
		}
	}
	if p.rest != "" {
		drawn = append(drawn, p.symbol(report.CheckWaiting)+" "+plain.Line(p.rest))
	}
	p.area.Draw(drawn)
	p.frame++
}

// symbol returns the symbol before a check. It moves while the check is awaited.
func (p *progress) symbol(status string) string {
	switch status {
	case report.CheckWaiting, "":
		frames := pterm.DefaultSpinner.Sequence
		return pterm.FgLightCyan.Sprint(frames[p.frame%len(frames)])
	default:
		return markColour(status).Sprint(report.Mark(status))
	}
}

// end ends the progress and removes the spinners, because the report follows. After an
// interrupt they stay as they are.
func (p *progress) end() {
	close(p.stop)
	p.stopped.Wait()
	if p.area != nil && p.ctx.Err() == nil {
		p.area.Clear()
	}
}

// text returns the lines about a check: its verdict, or its last error and the newest
// log line of each of its services.
func (p *progress) text(a report.Awaited, e report.Event) []string {
	switch {
	case e.Check == "":
		return []string{a.Check + usually(a, " (%s)") + p.unmet(a)}
	case e.Status != report.CheckWaiting:
		e.Check = a.Check
		return []string{verdict(e)}
	case e.Text == "":
		return []string{a.Check}
	}
	text := []string{fmt.Sprintf("%s (%.1fs%s): %s", a.Check, e.Elapsed, usually(a, ", %s"), plain.Line(strings.ReplaceAll(e.Text, "\n", "; ")))}
	for _, service := range a.Services {
		if line := p.logs[service]; line != "" {
			text = append(text, line)
		}
	}
	return text
}

// unmet returns text about the checks that must still pass before this one is asked,
// or "".
func (p *progress) unmet(a report.Awaited) string {
	needs := slices.DeleteFunc(slices.Clone(a.Needs), func(need string) bool { return p.newest[need].Status == report.CheckPassed })
	if len(needs) == 0 {
		return ""
	}
	return ": waits for " + strings.Join(needs, ", ")
}

// usually returns text about how long the check usually takes, or "" if unknown.
func usually(a report.Awaited, format string) string {
	if a.Usually == 0 {
		return ""
	}
	return fmt.Sprintf(format, "usually "+inSeconds(duration(a.Usually)))
}

// verdict returns text about a verdict, or about one that no longer holds.
func verdict(e report.Event) string {
	if e.Status == report.CheckWaiting {
		return fmt.Sprintf("%s waits again after %s: %s", e.Check, inSeconds(duration(e.Elapsed)), plain.Line(strings.ReplaceAll(e.Text, "\n", "; ")))
	}
	return fmt.Sprintf("%s %s after %s", e.Check, e.Status, inSeconds(duration(e.Elapsed)))
}
