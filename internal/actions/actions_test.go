package actions

import (
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

func TestSummaryShowsTheRemarksBelowTheChecks(t *testing.T) {
	r := report.Report{Passed: true, Checks: []report.CheckResult{{Name: "API", Status: report.CheckPassed, Message: "up"}}}
	const row = "| API | ✓ passed | 0.0 s | up |\n"
	if got := summary(r); !strings.HasSuffix(got, row+"\n") {
		t.Errorf("without remarks: got %q", got)
	}
	r.Remarks = []string{"api restarted once before it was ready", "the volume of db | may be half-made"}
	if got := summary(r); !strings.HasSuffix(got, row+"\n- api restarted once before it was ready\n- the volume of db \\| may be half-made\n\n") {
		t.Errorf("got %q", got)
	}
}

func TestWorkflowCommandsAreEscaped(t *testing.T) {
	const text = "100%, a:b\r\n"
	if got := escapeMessage(text); got != "100%25, a:b%0D%0A" {
		t.Errorf("message %q", got)
	}
	if got := escapeProperty(text); got != "100%25%2C a%3Ab%0D%0A" {
		t.Errorf("property %q", got)
	}
}
