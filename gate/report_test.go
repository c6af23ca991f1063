package gate

import "testing"

func TestSkippedChecksDontFailGate(t *testing.T) {
	skip := Result{Name: "Workers", Status: Skipped}
	if !newReport([]Result{{Name: "Backend", Status: Passed}, skip}).Passed {
		t.Error("a skipped check failed the gate")
	}
	if newReport([]Result{{Name: "Backend", Status: Failed}, skip}).Passed {
		t.Error("a skipped check hid a failed one")
	}
}
