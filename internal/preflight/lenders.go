package preflight

import (
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// withoutLender returns a problem for each service that shares the network of a container
// outside the project that does not run: the engine would not start the service.
func withoutLender(ctx context.Context, w workspace.Workspace) (found []report.Finding) {
	for _, service := range w.Config.Names() {
		name, outside := condition.Lender(w.Config, service)
		if !outside || w.Config.Services[service].Replicas() == 0 {
			continue
		}
		lenders, err := w.Project.ContainersByID(ctx, []string{name})
		if err != nil { // another finding says that the engine does not answer
			continue
		}
		state, cure := condition.Loss(append(lenders, docker.Container{Name: name})[0])
		if cure != "" {
			found = append(found, report.Finding{
				Subject: ComposeFile, Status: report.FindingProblem,
				Message: fmt.Sprintf("service %s has no network to share: %s", service, state), Cure: cure,
			})
		}
	}
	return found
}
