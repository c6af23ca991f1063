package console

import (
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

func TestShowFollowsAStart(t *testing.T) {
	verdict := report.Report{Duration: 2.5, Checks: []report.CheckResult{
		{Name: "API", Status: report.CheckFailed, Message: "not ready", Details: []string{"container api exited with code 3"}, Hint: "mage sandbox:logs -service=api"},
	}}
	stdout, stderr := shown(t, func(c *Console) {
		for _, e := range []report.Event{
			{Kind: report.EventLog, Service: "api", Text: "a line before the gate"},
			report.Step("pulling %s", "registry.example.com/x:1"),
			{Kind: report.EventStarting, Instance: "repo--feat-x", Slot: new(1)},
			{Kind: report.EventGate, Awaited: []report.Awaited{{Check: "API", Services: []string{"api"}, Usually: 1.5}}, Timeout: 120},
			{Kind: report.EventCheck, Check: "API", Status: report.CheckWaiting, Text: "connection refused", Elapsed: 0.1},
			{Kind: report.EventLog, Service: "api", Text: "goodbye"},
			{Kind: report.EventCheck, Check: "API", Status: report.CheckFailed, Text: "connection refused", Elapsed: 2.5},
			{Kind: report.EventGateDone},
			{Kind: report.EventLog, Service: "api", Text: "a line after the gate"},
			{Kind: report.EventVerdict, Report: &verdict},
			report.Step("evidence: %s", ".sandbox/failure-1"),
		} {
			c.Show(t.Context(), e)
		}
		verdict.Error = &report.Error{Exit: 2}
		c.Up(verdict)
	})
	const wantOut = "Startability Gate: FAILED\n  ✗ API not ready\n    → container api exited with code 3\n    → try: mage sandbox:logs -service=api\n"
	const wantErr = "  pulling registry.example.com/x:1\nStarting instance: repo--feat-x (slot 1)\n" +
		"  waiting for API (usually 1.5s), at most 2m0s\n  API failed after 2.5s\n  evidence: .sandbox/failure-1\n"
	if stdout != wantOut || stderr != wantErr {
		t.Errorf("stdout\n%s\nstderr\n%s", stdout, stderr)
	}
}
