package preflight

import (
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// leftRunning returns a warning for each running container of a service that the active
// profiles leave out. Compose neither stops nor checks it.
func leftRunning(w workspace.Workspace, containers []docker.Container) (found []report.Finding) {
	for _, c := range containers {
		_, starts := w.Config.Services[c.Service()]
		if starts || !c.State.Running || !slices.Contains(w.Config.All, c.Service()) {
			continue
		}
		found = append(found, report.Finding{
			Subject: "Compose file", Status: report.FindingWarning,
			Message: fmt.Sprintf("container %s runs, and the profiles of this instance do not start its service %s any more: no check counts it", c.ShortName(), c.Service()),
			Cure:    "mage sandbox:down, then mage sandbox:up",
		})
	}
	return found
}
