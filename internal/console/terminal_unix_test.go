//go:build unix

package console

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/screentest"
	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// onScreen returns a console on a pseudo-terminal that takes colours.
func onScreen(t *testing.T, columns, rows int) (*screentest.Screen, *Console) {
	t.Helper()
	t.Setenv("TERM", "xterm-256color")
	t.Setenv("NO_COLOR", "")
	t.Setenv("CI", "")
	pterm.EnableColor()
	screen := screentest.New(t, columns, rows)
	return screen, New(screen.TTY, screen.TTY)
}

var waiting = report.Event{
	Check: "Database", Status: report.CheckWaiting, Elapsed: 1.5,
	Text: "SELECT 1 on localhost:5433/ktrdr returned the database system is starting up",
}

func TestProgressIsDrawnInPlaceAndRemoved(t *testing.T) {
	screen, c := onScreen(t, 60, 24)
	c.starting("repo--feat-x", 1)
	p := c.startProgress(t.Context(), []report.Awaited{{Check: "Database", Services: []string{"db"}, Usually: 4.1}, {Check: "Backend"}}, time.Minute)
	p.notify(waiting)
	p.log("db", "ready to accept connections")
	p.notify(report.Event{Check: "Backend", Status: report.CheckPassed, Elapsed: 2})
	screen.Until(t, "Database (1.5s, usually 4.1s): SELECT 1", "    db | ready to accept", "✓ Backend passed after 2.0s")
	if lines := screen.Lines(); len(lines) != 4 {
		t.Errorf("drawn %d times: %q", len(lines)/3, lines)
	}
	p.end()
	c.verdict(passed)
	screen.Until(t, "Startability Gate: PASSED")
	want := "Starting instance: repo--feat-x (slot 1)\n  ✓ Database ready\n  ✓ Backend healthy\n  ✓ Workers registered (4)\n  ✓ Observability ready\nStartability Gate: PASSED"
	if got := strings.Join(screen.Lines(), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	screen.IsLeftInOrder(t)
	if strings.Contains(screen.Raw(), "\x1b[?25l") {
		t.Error("the cursor was hidden: a process that is killed would leave it so")
	}
}

// Mage writes a line about the interrupt before the progress learns of it.
func TestInterruptedProgressIsNotDrawnOver(t *testing.T) {
	screen, c := onScreen(t, 60, 24)
	ctx, cancel := context.WithCancel(t.Context())
	c.starting("repo--feat-x", 1)
	p := c.startProgress(ctx, []report.Awaited{{Check: "Database"}}, time.Minute)
	p.notify(waiting)
	screen.Until(t, "Database (1.5s): ")
	fmt.Fprintln(screen.TTY, "^Ccancelling mage targets")
	cancel()
	p.draw()
	p.end()
	c.Doing("interrupted")
	screen.Until(t, "interrupted")
	lines := screen.Lines()
	if len(lines) != 4 || lines[0] != "Starting instance: repo--feat-x (slot 1)" || !strings.Contains(lines[1], "Database (1.5s): ") || lines[2] != "^Ccancelling mage targets" {
		t.Errorf("got %q", lines)
	}
	screen.IsLeftInOrder(t)
}

func TestProgressIsDrawnOnEveryTerminal(t *testing.T) {
	for _, size := range [][2]int{{10, 24}, {60, 2}, {1, 1}, {200, 60}} {
		screen, c := onScreen(t, size[0], size[1])
		p := c.startProgress(t.Context(), []report.Awaited{{Check: "Database"}, {Check: "Backend"}, {Check: "Workers"}}, time.Minute)
		p.notify(waiting)
		for range 5 {
			p.draw()
		}
		p.end()
		screen.IsLeftInOrder(t)
		if left := strings.Join(screen.Lines(), ""); left != "" {
			t.Errorf("%d by %d: left %q", size[0], size[1], left)
		}
	}
}

func TestResizedTerminalIsRedrawn(t *testing.T) {
	screen, c := onScreen(t, 100, 24)
	w := c.Watch()
	w.Show(statusOf(running))
	screen.Until(t, "training-worker-1: http://localhost:5012 (not registered)")
	screen.Resize(t, 40, 24)
	w.Show(statusOf(running))
	w.Show(statusOf(running))
	screen.Until(t, "Instance: repo--feat-x (slot 1)", "    (not registered)")
	for _, line := range screen.Lines() {
		if terminal.Width(line) > 39 {
			t.Errorf("wider than the terminal: %q", line)
		}
	}
	if n := strings.Count(strings.Join(screen.Lines(), "\n"), "Instance: "); n != 1 {
		t.Errorf("shown %d times", n)
	}
	screen.IsLeftInOrder(t)
}

func TestTerminalWithoutColoursOrOfCIIsNotDrawnOn(t *testing.T) {
	for _, variable := range []string{"NO_COLOR=1", "TERM=dumb", "CI=true"} {
		screen, _ := onScreen(t, 80, 24)
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
		c := New(screen.TTY, screen.TTY)
		p := c.startProgress(t.Context(), []report.Awaited{{Check: "Database"}}, time.Minute)
		p.notify(waiting)
		p.end()
		c.verdict(failed)
		c.Watch().Show(statusOf(running))
		c.waterfall(started, time.Second)
		screen.IsLeftInOrder(t)
		if raw := strings.ReplaceAll(screen.Raw(), "\r\n", "\n"); strings.ContainsAny(raw, "\x1b\r") {
			t.Errorf("%s: %q", variable, raw)
		}
	}
}
