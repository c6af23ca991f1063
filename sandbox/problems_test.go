package sandbox

import (
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

func TestTheErrorOfDoctorNamesEachSubjectOnce(t *testing.T) {
	amiss := func(subject string) report.Finding {
		return report.Finding{Subject: subject, Status: report.FindingProblem}
	}
	fine := report.Finding{Subject: "Memory", Status: report.FindingOK}
	err := problems([]report.Finding{amiss("Engine"), fine, amiss("Compose file"), amiss("Compose file")})
	if err == nil || err.Error() != "3 problems: Engine, Compose file" {
		t.Errorf("got %v", err)
	}
	if err := problems([]report.Finding{fine}); err != nil {
		t.Errorf("got %v", err)
	}
}
