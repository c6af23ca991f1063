package startup

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

func TestAContainerThatWasStartedSinceIsToBeAskedAgain(t *testing.T) {
	for name, test := range map[string]struct {
		cause diagnose.Cause
		state string
		want  string
	}{
		"restarted":           {diagnose.ContainerExited, "running", "mage sandbox:gate"},
		"created anew":        {diagnose.Stranded, "running", "mage sandbox:gate"},
		"ended":               {diagnose.ContainerExited, "exited", "as before"},
		"up, and not healthy": {diagnose.Unhealthy, "running", "as before"},
	} {
		findings := []diagnose.Finding{{Cause: test.cause, Service: "db", Hint: "as before"}}
		tellStarted(findings, []diagnose.ServiceFacts{{Name: "web"}, {Name: "db", Container: &diagnose.ContainerFacts{State: test.state}}})
		if got := findings[0]; got.Hint != test.want || len(got.Details) > 0 != (test.want == "mage sandbox:gate") {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}
