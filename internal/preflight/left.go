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
			Subject: ComposeFile, Status: report.FindingWarning,
			Message: fmt.Sprintf("container %s runs, and the profiles of this instance do not start its service %s any more: no check counts it", c.ShortName(), c.Service()),
			Cure:    "mage sandbox:down, then mage sandbox:up",
		})
	}
	return found
}

// scaled returns a warning for each service that has more containers than the Compose file
// says, as docker compose up --scale makes them. Compose removes them at the next start.
func scaled(w workspace.Workspace, containers []docker.Container) (found []report.Finding) {
	for _, name := range w.Config.Names() {
		number := 0
		for _, c := range containers {
			if c.Service() == name && c.State.Running {
				number++
			}
		}
		if want := w.Config.Services[name].Replicas(); number > want {
			found = append(found, report.Finding{
				Subject: ComposeFile, Status: report.FindingWarning,
				Message: fmt.Sprintf("service %s has %d running containers, and the Compose file says %d: the next start removes the others", name, number, want),
				Cure:    fmt.Sprintf("to keep them, write deploy: {replicas: %d} for %s into the Compose file", number, name),
			})
		}
	}
	return found
}
