package startup

import (
	"slices"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// tellStarted corrects the findings about containers that did not run when the gate gave
// their checks up, and that another command has started since: the cure is another gate.
func tellStarted(findings []diagnose.Finding, services []diagnose.ServiceFacts) {
	for i, f := range findings {
		gone := slices.Contains([]diagnose.Cause{
			diagnose.ContainerExited, diagnose.Stopped, diagnose.Stranded, diagnose.NotCreated, diagnose.Paused,
		}, f.Cause)
		isUp := func(s diagnose.ServiceFacts) bool {
			return s.Name == f.Service && s.Container != nil && s.Container.State == "running"
		}
		if gone && slices.ContainsFunc(services, isUp) {
			findings[i].Details = append([]string{"container " + f.Service + " was started after the gate had given it up"}, f.Details...)
			findings[i].Hint = "mage sandbox:gate"
		}
	}
}
