package console

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pterm/pterm"

	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// views are the outputs on a terminal.
var views = map[string]func(*Console){
	"passed": func(c *Console) {
		ready := passed
		ready.Timeline = started
		ready.Links = []report.Page{{Label: "API", URL: "http://localhost:8001/api/v1/docs"}, {Label: "Database", URL: "localhost:5433"}}
		c.verdict(ready)
		c.Up(ready)
	},
	"failed": func(c *Console) {
		r := report.Report{Checks: slices.Clone(failed.Checks)}
		r.Checks[1].Hint = "mage sandbox:logs -service=backend"
		c.verdict(r)
	},
	"status": func(c *Console) {
		partial := running
		partial.State, partial.Up, partial.Passing, partial.Checked = report.Partial, 7, 5, 6
		partial.Services = slices.Concat(running.Services, []report.ServiceStatus{
			{Label: "Jaeger", URL: "http://localhost:16687", Message: "not ready: GET http://localhost:16687/ returned connection refused"},
			{Label: "データベース", URL: "localhost:5434", Ready: true, Message: "準備完了"},
		})
		c.Status(partial)
	},
	"list": func(c *Console) { c.List(instances()) },
	"overview": func(c *Console) {
		c.Overview(report.Overview{Dir: "/src/repo", Instance: "repo", Slot: new(1), State: report.Running, Up: 9, Total: 9, Next: []report.Command{
			{Line: "mage sandbox:status", Does: "every service, its URL and how it answers"},
			{Line: "mage sandbox:logs -follow", Does: "what they write, until Ctrl-C"},
		}})
	},
	"timings": func(c *Console) {
		took := func(median, p95, last float64) report.Timing {
			return report.Timing{Median: median, P95: p95, Last: last}
		}
		c.Timings(report.Timings{
			Instance: "repo--feat-x", Slot: new(1), Starts: 14, Passed: 12,
			Cold: report.KindTimings{Starts: 9, Total: new(took(6.3, 12, 6.2)), Checks: []report.CheckTiming{
				{Name: "Database", Timing: took(4.1, 6, 4.2)}, {Name: "Observability", Timing: took(2.9, 3, 2.9)},
			}},
			Warm: report.KindTimings{Starts: 3, Total: new(took(0, 0, 0)), Checks: []report.CheckTiming{{Name: "Database", Timing: took(0.02, 0.031, 0.02)}}},
		})
	},
	"doctor": func(c *Console) {
		c.Doctor(report.Doctor{Findings: []report.Finding{
			{Subject: "Go", Status: report.FindingOK, Message: "1.26.8"},
			{Subject: "Engine", Status: report.FindingProblem, Message: "it does not answer: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", Cure: "mage setup"},
			{Subject: "Images", Status: report.FindingSkipped, Message: "no engine tells which it has"},
			{Subject: "Claims", Status: report.FindingWarning, Message: "stale: repo--データ (slot 3): its directory is gone\x1b[2J; repo--x (slot 4): its directory is in slot 5", Cure: "mage sandbox:prune"},
		}})
	},
	"adopt": func(c *Console) {
		c.Adopt(report.Adopt{
			Services: []report.DerivedService{
				{Name: "db", Check: "Postgres login", Why: "image postgres", Ports: []report.DerivedPort{{Slot0: "5432", Slot1: "5532"}}},
				{Name: "web", Check: "running", Why: "no healthcheck in the Compose file", Ports: []report.DerivedPort{{Slot0: "80", Slot1: "8180"}, {Slot0: "5007-5010", Slot1: "5107-5110"}}},
				{Name: "worker", Check: "running", Why: "no healthcheck in the Compose file"},
			},
			Shared:    []report.Finding{{Message: "network データ is external: all instances share it, and a service's name leads to any of them", Cure: "nothing if that is intended; otherwise remove external: true"}},
			Decisions: []report.Decision{{Service: "web", Message: "web counts as ready as soon as its container has run for a second", Line: "x-sandbox: {ready: GET /health} # or tcp"}},
			Written:   []string{".gitignore", "tools/sandbox/go.mod"}, Present: []string{"tools/sandbox/magefiles/sandbox.go"},
			Next: []report.Command{{Line: "go -C tools/sandbox mod tidy", Does: "fetch the module, once"}},
		})
	},
	"progress": func(c *Console) {
		p := c.startProgress(context.Background(), []report.Awaited{{Check: "Database", Services: []string{"db"}, Usually: 4.1}, {Check: "Backend", Usually: 5}, {Check: "Workers"}, {Check: "Seen"}, {Check: "Later", Needs: []string{"Backend", "Seen"}}}, 2*time.Minute)
		p.setRest("docker compose up has not finished")
		p.notify(report.Event{Check: "Database", Status: report.CheckWaiting, Elapsed: 1.5, Text: "SELECT 1 on localhost:5433/ktrdr returned the database system is starting up"})
		p.log("db", "データベースを開始しています、しばらくお待ちください")
		p.notify(report.Event{Check: "Workers", Status: report.CheckSkipped, Elapsed: 2})
		p.notify(report.Event{Check: "Seen", Status: report.CheckPassed, Elapsed: 2})
		if p.area != nil {
			p.draw()
		} else {
			p.beat()
		}
		p.end()
	},
}

// started is a start in which one service ran already, and one runs once.
var started = []report.Span{
	{Service: "db", Created: new(0.1), Started: new(0.5), Ready: new(4.1)},
	{Service: "backend", Created: new(0.2), Started: new(1.0), Ready: new(5.6)},
	{Service: "backtest-worker-1", Created: new(0.2), Started: new(1.5), Ready: new(6.3)},
	{Service: "jaeger", Ready: new(0.01)},
	{Service: "migrate", Created: new(0.2), Started: new(1.2)},
	{Service: "never"},
}

// at returns the output on a terminal of some width, either with NO_COLOR or with colours
// and links.
func at(t *testing.T, columns int, coloured bool, use func(*Console)) string {
	t.Helper()
	pterm.EnableColor() // whatever the terminal of the tests is
	stdout, stderr := shown(t, func(c *Console) {
		c.size = func(*os.File) (int, int) { return columns, 24 }
		c.coloured, c.live, c.links = coloured, coloured, coloured
		use(c)
	})
	return "--- stdout\n" + stdout + "--- stderr\n" + stderr
}

func TestViewsAtSeveralWidths(t *testing.T) {
	for name, use := range views {
		t.Run(name, func(t *testing.T) {
			var text strings.Builder
			for _, columns := range []int{10, 60, 80, 200} {
				plain := at(t, columns, false, use)
				if strings.ContainsAny(plain, "\x1b\r") {
					t.Errorf("an ANSI code or a carriage return with NO_COLOR: %q", plain)
				}
				fmt.Fprintf(&text, "=== %d columns\n%s=== %d columns, coloured\n%s", columns, plain, columns, at(t, columns, true, use))
			}
			matches(t, "terminal-"+name, text.String())
		})
	}
}

// drawing matches the sequences that draw over lines.
var drawing = regexp.MustCompile(`\r|\x1b\[[0-9]*[AJK]`)

// Drawings are never wider than the terminal, even if it is very narrow.
func TestDrawingsFitEveryTerminal(t *testing.T) {
	for name, use := range views {
		for columns := 1; columns <= 90; columns++ {
			for line := range strings.Lines(at(t, columns, true, use)) {
				line = strings.TrimRight(drawing.ReplaceAllString(line, ""), "\n")
				drawn := name == "progress" || strings.ContainsAny(line, "─━●█░")
				if drawn && !strings.HasPrefix(line, "---") && terminal.Width(line) > columns {
					t.Errorf("%s at %d columns: %q has %d", name, columns, line, terminal.Width(line))
				}
			}
		}
	}
}

func TestStatusBreaksOnlyBetweenWords(t *testing.T) {
	for columns := 32; columns <= 120; columns++ {
		text := at(t, columns, false, views["status"])
		if all := strings.Join(strings.Fields(text), " "); !strings.Contains(all, "(not ready: GET http://localhost:16687/ returned connection refused)") {
			t.Errorf("at %d columns the reason is not whole:\n%s", columns, text)
		}
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); strings.Contains(line, " ") && terminal.Width(line) > columns {
				t.Errorf("at %d columns: %q", columns, line)
			}
		}
	}
}

func TestCut(t *testing.T) {
	for _, test := range []struct {
		line    string
		columns int
		want    string
	}{
		{"short", 5, "short"},
		{"longer", 5, "long…"},
		{"longer", 1, "…"},
		{"longer", 0, ""},
		{"日本語", 5, "日本…"},
		{"日本語", 4, "日…"},
		{"日本語", 6, "日本語"},
		{"\x1b[31mlonger\x1b[0m", 4, "\x1b[31mlon…\x1b[0m"},
		{"\x1b]8;;http://x\x1b\\longer\x1b]8;;\x1b\\", 3, "\x1b]8;;http://x\x1b\\lo…\x1b]8;;\x1b\\"},
	} {
		if got := terminal.Cut(test.line, test.columns); got != test.want {
			t.Errorf("%q to %d: got %q, want %q", test.line, test.columns, got, test.want)
		}
	}
}

func TestLinksOnlyWhereTheTerminalShowsThem(t *testing.T) {
	for environment, want := range map[string]bool{
		"":                               false,
		"TERM=xterm-256color":            false,
		"TERM=xterm-kitty":               true,
		"TERM_PROGRAM=iTerm.app":         true,
		"TERM_PROGRAM=WezTerm":           true,
		"TERM_PROGRAM=Apple_Terminal":    false,
		"VTE_VERSION=6003":               true,
		"VTE_VERSION=4602":               false,
		"VTE_VERSION=new":                false,
		"KONSOLE_VERSION=210401":         true,
		"KONSOLE_VERSION=200800":         false,
		"WT_SESSION=1":                   true,
		"VTE_VERSION=6003 TMUX=/x":       false,
		"TMUX=/x TERM_PROGRAM=tmux":      false,
		"FORCE_HYPERLINK=1":              true,
		"FORCE_HYPERLINK=0 WT_SESSION=1": false,
		"TMUX=/x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.4":     true,
		"TMUX=/x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.3a":    false,
		"TMUX=/x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.5a":    true,
		"TERM=screen-256color VTE_VERSION=6003":                  false,
		"TERM=xterm-256color TERM_PROGRAM=vscode VTE_VERSION=no": true,
	} {
		env := make(map[string]string)
		for _, variable := range strings.Fields(environment) {
			name, value, _ := strings.Cut(variable, "=")
			env[name] = value
		}
		if got := terminal.SupportsLinks(func(name string) string { return env[name] }); got != want {
			t.Errorf("%s: %v", environment, got)
		}
	}
}

// statusOf returns the function that shows a status.
func statusOf(s report.Status) func(*Console) { return func(c *Console) { c.Status(s) } }

func TestWatchOffATerminalShowsOnlyChanges(t *testing.T) {
	stopped := running
	stopped.State = report.Stopped
	stdout, _ := shown(t, func(c *Console) {
		w := c.Watch()
		for _, s := range []report.Status{running, running, stopped, stopped, running} {
			w.Show(statusOf(s))
		}
	})
	golden(t, "watch", stdout)
}
