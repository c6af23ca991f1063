// Package status describes every service of an instance: by its container, and by what
// the service answers now.
package status

import (
	"cmp"
	"context"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/inventory"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Describe asks each service once, and adds the state of all services and workers to a
// document.
func Describe(ctx context.Context, w workspace.Workspace, containers []docker.Container, d *report.Status) {
	describe(w, containers, askAll(ctx, w, containers), d)
}

func describe(w workspace.Workspace, containers []docker.Container, answered answers, d *report.Status) {
	counts := count(w, containers, answered)
	d.Up, d.Healthy, d.Total, d.State = counts.Up, counts.Healthy, counts.Total, counts.State
	mask := w.Mask(containers)
	for _, service := range w.Stack.Services {
		state := answered.of(service)
		state.text = mask.Text(plain.Line(state.text))
		status := describeService(w, service, containers, state)
		if service.Worker {
			d.Workers = append(d.Workers, report.WorkerStatus{ServiceStatus: status, Registered: status.Ready})
		} else {
			d.Services = append(d.Services, status)
		}
	}
}

// count counts the newest container of each service.
func count(w workspace.Workspace, containers []docker.Container, answered answers) inventory.Counts {
	var counted []inventory.Container
	missing := 0
	for _, name := range w.Config.Names() {
		c, found := condition.Newest(containers, name)
		if !found {
			missing++
			continue
		}
		answer, asked := answered.services[name]
		counted = append(counted, inventory.Container{
			Up: c.Up(), Healthy: condition.Healthy(c, !asked || answer == nil), Finished: condition.Done(c, w.Asked(name)),
		})
	}
	return inventory.Count(counted, missing)
}

// describeService returns the state of a service. The answer counts only if the
// service's container is up: otherwise another process has answered.
func describeService(w workspace.Workspace, service stack.Service, containers []docker.Container, answer state) report.ServiceStatus {
	c, found := condition.Newest(containers, service.Name)
	status := report.ServiceStatus{Name: service.Name, Label: cmp.Or(service.Label, service.Name), URL: w.Endpoint(service.Name).URL}
	if len(w.Configured([]string{service.Name})) == 0 {
		status.URL, answer = "", state{report.NotInStack, "not in the stack"}
	} else if trouble := containerTrouble(c, found); trouble.word != "" && !isDoneJob(w, service.Name, c) {
		answer = trouble
	}
	status.Ready, status.State, status.Message = answer.word == report.Ready, answer.word, answer.text
	status.Container = condition.Report(c, found)
	return status
}

// isDoneJob reports whether the container of a derived job has done its work.
func isDoneJob(w workspace.Workspace, service string, c docker.Container) bool {
	return w.Judge(service) == derive.ByExitCode && condition.Done(c, w.Asked(service))
}
