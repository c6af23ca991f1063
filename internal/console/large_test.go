package console

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// The names of thirty services, of which some differ only at their ends.
func thirty() []string {
	names := []string{"db", "cache", "web", "search", "mail", "proxy"}
	for _, verb := range []string{"import", "export", "validate", "archive"} {
		for _, noun := range []string{"orders", "order-items", "customers", "addresses", "invoices", "payments"} {
			names = append(names, "warehouse-worker-"+verb+"-"+noun)
		}
	}
	return names
}

// large are the views of a stack of thirty services, of which five are not ready.
var large = map[string]func(*Console){
	"progress": func(c *Console) {
		var awaited []report.Awaited
		for _, name := range thirty() {
			awaited = append(awaited, report.Awaited{Check: name, Services: []string{name}})
		}
		p := c.startProgress(context.Background(), awaited, 2*time.Minute)
		for i, name := range thirty() {
			e := report.Event{Check: name, Status: report.CheckPassed, Elapsed: 1}
			if i >= 25 {
				e.Status, e.Text = report.CheckWaiting, "GET http://localhost:8001/healthz returned connection refused"
			}
			p.notify(e)
			p.log(name, "starting")
		}
		if p.area != nil {
			p.draw()
		} else {
			p.beat()
		}
		p.end()
	},
	"passed": func(c *Console) {
		r := report.Report{Passed: true, Duration: 9}
		for i, name := range thirty() {
			r.Checks = append(r.Checks, report.CheckResult{Name: name, Status: report.CheckPassed, Message: "ready"})
			r.Timeline = append(r.Timeline, report.Span{Service: name, Started: new(0.5), Ready: new(float64(i) / 4)})
		}
		c.verdict(r)
	},
	"failed": func(c *Console) {
		var r report.Report
		for i, name := range thirty() {
			check := report.CheckResult{Name: name, Status: report.CheckPassed, Message: "ready"}
			switch {
			case i == 0:
				check.Status, check.Message, check.Hint = report.CheckFailed, "not ready", "mage sandbox:logs -service=db"
				check.Details = []string{"container db exited with code 1 (a general error), 1.2 s ago"}
			case i >= 22:
				check.Status, check.Message = report.CheckSkipped, "skipped (db not ready)"
			}
			r.Checks = append(r.Checks, check)
		}
		c.verdict(r)
	},
	"status": func(c *Console) {
		s := report.Status{Instance: "shop", Slot: new(1), State: report.Partial, Up: 27, Healthy: 25, Checked: 10, Passing: 8, Total: 30}
		for i, name := range thirty() {
			service := report.ServiceStatus{Name: name, Label: name, URL: fmt.Sprintf("http://localhost:%d", 8000+i), Ready: i < 25, State: report.Ready, Message: "up"}
			if !service.Ready {
				service.State, service.Message = "exited", name+" 2 of 3 exited with code 137"
			}
			s.Services = append(s.Services, service)
		}
		c.Status(s)
	},
	"list": func(c *Console) {
		c.List(report.List{Instances: []report.Instance{
			{Instance: "shop", Slot: 1, State: report.Partial, Up: 27, Healthy: 25, Checked: 10, Passing: 8, Expected: 30, URL: "http://localhost:8001", Branch: "main", Created: before(time.Hour), Directory: "/home/me/shop"},
			{Instance: "other", Slot: 2, State: report.Running, Up: 30, Healthy: 30, Expected: 30, Ports: []int{9001, 9002, 9003, 9004}, Created: before(time.Hour), Directory: "/home/me/other"},
		}})
	},
}

// ansi matches colours, links and the movements of the cursor.
var ansi = regexp.MustCompile(`\x1b\[[0-9;]*[A-Za-z]|\x1b\]8;;[^\x1b]*\x1b\\`)

func TestThirtyServicesFitAScreen(t *testing.T) {
	for name, use := range large {
		t.Run(name, func(t *testing.T) {
			text := ansi.ReplaceAllString(at(t, 80, true, use), "")
			frames := strings.Split(text, "\r")
			golden(t, "thirty-"+name, strings.Join(frames, "--- frame\n"))
			for _, frame := range frames {
				if lines := strings.Count(frame, "\n"); lines > 25 {
					t.Errorf("%d lines:\n%s", lines, frame)
				}
				for line := range strings.Lines(frame) {
					if width := terminal.Width(strings.TrimRight(line, "\n")); width > 80 {
						t.Errorf("%q has %d columns", line, width)
					}
				}
			}
		})
	}
}

func TestManyChecksAreCountedOffATerminal(t *testing.T) {
	_, stderr := shown(t, large["progress"])
	golden(t, "many-checks", stderr)
}
