// Package status describes every service of an instance: by its container, and by what
// the service answers now.
package status

import (
	"cmp"
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
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
	replicas := condition.All(w.Config, containers)
	counts := condition.Count(replicas, w.Ending)
	d.Up, d.Checked, d.Passing, d.Total, d.State = counts.Up, counts.Checked, counts.Passing, counts.Total, counts.State
	d.Starting, d.Healthy = counts.Starting, answered.healthy(replicas)
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

// describeService returns the state of a service. The answer counts only if the
// service's containers are up: otherwise another process has answered.
func describeService(w workspace.Workspace, service stack.Service, containers []docker.Container, answer state) report.ServiceStatus {
	status := report.ServiceStatus{Name: service.Name, Label: cmp.Or(service.Label, service.Name), URL: w.Endpoint(service.Name).URL}
	if status.URL != "" {
		status.Protocol = service.Ports[0].Protocol()
	}
	worst := condition.Worst(w.Config, containers, service.Name, w.Ending(service.Name))
	if len(w.Configured([]string{service.Name})) == 0 {
		status.URL, status.Protocol, answer = "", "", state{report.NotInStack, "not in the stack"}
	} else if isDoneJob(w, worst) {
		answer.text = "done"
	} else if trouble := containerTrouble(worst, containers); trouble.word != "" {
		answer = trouble
	} else if owner, lost := lostNetwork(w, containers, service.Name); lost {
		why, _ := condition.Loss(owner)
		answer = state{report.NotReady, "no network: " + why}
	} else if worst.Of > 1 {
		answer.text += fmt.Sprintf(", %d replicas", worst.Of)
	}
	status.Ready, status.State, status.Message = answer.word == report.Ready, answer.word, answer.text
	status.Container = worst.Report()
	status.Containers = condition.Reports(condition.Replicas(w.Config, containers, service.Name))
	return status
}

// lostNetwork returns the container whose network one of a service's containers shared and
// has lost. Its healthcheck may still pass, because it asks the container's own loopback.
func lostNetwork(w workspace.Workspace, containers []docker.Container, service string) (owner docker.Container, lost bool) {
	for _, r := range condition.Replicas(w.Config, containers, service) {
		if owner, lost := condition.LostNetwork(w.Config, r.Container, containers); lost {
			return owner, true
		}
	}
	return docker.Container{}, false
}

// isDoneJob reports whether the container of a job that is asked has done its work.
func isDoneJob(w workspace.Workspace, r condition.Replica) bool {
	return w.Judge(r.Service) != "" && condition.Done(r.Container, w.Ending(r.Service))
}
