package console

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/report"
)

// hostile is what a server, a container, a label, a branch or a directory may be
// called, or say.
const hostile = "\x1b]0;owned\x07a\u202eb\x1b[2J\u009b1m\u200b\r\n::error::x\n  ::stop-commands::x ##[add-mask]x"

// ailing is a service with hostile text in all that is shown of it.
var ailing = report.ServiceStatus{Name: hostile, Label: hostile, URL: hostile, Message: hostile}

// doors are all ways by which foreign text reaches a person.
var doors = map[string]func(*Console){
	"doing": func(c *Console) { c.Doing(hostile) },
	"done":  func(c *Console) { c.Done("removed %s", hostile) },
	"doctor": func(c *Console) {
		c.Doctor(report.Doctor{Findings: []report.Finding{{Subject: "engine", Message: hostile, Cure: hostile}}})
	},
	"adopt": func(c *Console) {
		c.Adopt(report.Adopt{
			Services: []report.DerivedService{{Name: hostile, Check: hostile, Why: hostile}}, Shared: []report.Finding{{Message: hostile, Cure: hostile}},
			Decisions: []report.Decision{{Message: hostile, Line: hostile}}, Written: []string{hostile}, Present: []string{hostile},
		})
	},
	"overview": func(c *Console) { c.Overview(report.Overview{Dir: hostile, Reason: hostile}) },
	"overview of an engine that is gone": func(c *Console) {
		c.Overview(report.Overview{Instance: "a", Slot: new(1), State: report.Unknown, Reason: hostile})
	},
	"ports":    func(c *Console) { c.Ports([]Row{{Name: "api", Where: hostile}}) },
	"question": func(c *Console) { c.Ask(context.Background(), hostile) },
	"status": func(c *Console) {
		c.Status(report.Status{Instance: "a", Slot: new(1), Services: []report.ServiceStatus{ailing}, Workers: []report.WorkerStatus{{ServiceStatus: ailing}}})
	},
	"watched status": func(c *Console) {
		c.Watch().Show(statusOf(report.Status{Instance: "a", Slot: new(1), Services: []report.ServiceStatus{ailing}}))
	},
	"watched list": func(c *Console) {
		c.ListAgain(report.List{Problems: []string{hostile}, Instances: []report.Instance{{Instance: "a", Branch: hostile, Directory: hostile}}})
	},
	"list": func(c *Console) {
		c.List(report.List{Problems: []string{hostile}, Instances: []report.Instance{{Instance: "a", Branch: hostile, Engine: hostile, Directory: hostile, Stale: hostile}}})
	},
	"report": func(c *Console) {
		c.verdict(report.Report{
			Checks:    []report.CheckResult{{Name: "API", Status: report.CheckFailed, Message: hostile, Details: []string{hostile}, Hint: hostile}},
			Unsettled: []string{hostile},
		})
	},
	"progress": func(c *Console) {
		p := c.startProgress(context.Background(), []report.Awaited{{Check: "API", Services: []string{"api"}}}, time.Minute)
		p.log("api", hostile)
		p.setRest(hostile)
		p.notify(report.Event{Check: "API", Status: report.CheckWaiting, Text: hostile})
		p.beat()
		p.end()
	},
	"logs": func(c *Console) {
		_ = c.PassThrough(func(stdout, stderr io.Writer) error {
			fmt.Fprint(stdout, hostile+"\n")
			fmt.Fprint(stderr, hostile)
			return nil
		})
	},
}

var (
	ownCommand = regexp.MustCompile(`(?m)^::(group|endgroup|error title=[^:]*)::`)
	commands   = regexp.MustCompile(`(?m)^\s*::|##\[`)
	unsafe     = regexp.MustCompile(`[\x00-\x08\x0b-\x1f\x7f\x{80}-\x{9f}\x{200b}\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]`)
)

func TestForeignTextIsPlainBehindEveryDoor(t *testing.T) {
	for name, use := range doors {
		t.Run(name, func(t *testing.T) {
			stdout, stderr := shown(t, use)
			if unsafe.MatchString(stdout + stderr) {
				t.Errorf("a terminal obeys %q", stdout+stderr)
			}
		})
	}
}

func TestForeignTextIsNoWorkflowCommandBehindAnyDoor(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	t.Setenv("GITHUB_STEP_SUMMARY", "")
	for name, use := range doors {
		t.Run(name, func(t *testing.T) {
			stdout, stderr := shown(t, use)
			for _, text := range []string{stdout, ownCommand.ReplaceAllString(stderr, "")} {
				if unsafe.MatchString(text) || commands.MatchString(text) {
					t.Errorf("a runner obeys %q", text)
				}
			}
			if name == "report" && !strings.Contains(stderr, "::error title=Startability Gate") {
				t.Errorf("our own annotation is not there: %q", stderr)
			}
		})
	}
}
