package startup

import (
	"slices"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// tellSince corrects the findings about containers that did not run when the gate gave their
// checks up, and that another command has started or removed since, or may be about to start.
func tellSince(findings []diagnose.Finding, services []diagnose.ServiceFacts, starting []string) {
	for i := range findings {
		f := &findings[i]
		at := slices.IndexFunc(services, func(s diagnose.ServiceFacts) bool { return s.Name == f.Service })
		if at < 0 || !slices.Contains([]diagnose.Cause{
			diagnose.ContainerExited, diagnose.Stopped, diagnose.Stranded, diagnose.NotCreated, diagnose.Paused,
		}, f.Cause) {
			continue
		}
		switch c := services[at].Container; {
		case slices.Contains(starting, f.Service):
			f.Details = append([]string{"another command may be about to start container " + f.Service}, f.Details...)
			f.Hint = "mage sandbox:gate"
		case c == nil && f.Cause != diagnose.NotCreated:
			f.Cause, f.Hint = diagnose.NotCreated, "mage sandbox:up"
		case c != nil && c.State == "running":
			f.Details = append([]string{"container " + f.Service + " was started after the gate had given it up"}, f.Details...)
			f.Hint = "mage sandbox:gate"
		}
	}
}

// tellOutdated corrects the cure of findings about a port that the Compose file publishes: the
// container is older than the port, as after a change of .env.sandbox.
func tellOutdated(findings []diagnose.Finding, w workspace.Workspace) {
	for i, f := range findings {
		if f.Cause == diagnose.NoPublishedPort && preflight.IsConfigured(w, f.Service) {
			findings[i].Hint = "mage sandbox:up"
		}
	}
}
