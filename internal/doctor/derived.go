package doctor

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// obstacles returns what was derived for each service, what the instances share, and what
// in the Compose files keeps this one from starting.
func (x *examination) obstacles(ctx context.Context, w workspace.Workspace) []report.Finding {
	var found []report.Finding
	if w.Derived != nil {
		for _, service := range w.Derived.Services {
			found = append(found, fine("Service "+service.Name, "%s", described(service, w.Derived.Numbers)))
		}
	}
	if x.isSilent() {
		return append(found, preflight.Obstacles(ctx, w, nil)...)
	}
	return append(found, x.found(preflight.ComposeFile)...)
}

// found returns what a start would find of a subject.
func (x *examination) found(subject string) (found []report.Finding) {
	for _, f := range x.preflight() {
		if f.Subject == subject {
			found = append(found, f.Finding)
		}
	}
	return found
}

// described returns how a service is asked, why, and on which ports it is reached.
func described(service derive.Service, numbers map[string]int) string {
	text := fmt.Sprintf("%s (%s)", service.Asked.How, service.Asked.Why)
	var reached []string
	for _, port := range service.Ports {
		number := numbers[port.Variable]
		switch {
		case number == 0:
			reached = append(reached, fmt.Sprintf("%s (the next start gives it a port)", port.Key))
		case port.Width > 1:
			reached = append(reached, fmt.Sprintf("%d to %d for %s", number, number+port.Width-1, port.Key))
		default:
			reached = append(reached, fmt.Sprintf("%d for %s", number, port.Key))
		}
	}
	if len(reached) > 0 {
		text += "; ports: " + strings.Join(reached, ", ")
	}
	return text
}
