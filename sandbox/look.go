package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/inventory"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// statusTimeout bounds each question that status asks a service.
const statusTimeout = 3 * time.Second

// answers are what services said when each was asked once.
type answers struct {
	services map[string]error // of those that can be asked
	register error            // of the workers
}

// look fills in how every service is, by its container and what it answered.
func (o *session) look(containers []docker.Container, answered answers, d *report.Status) {
	counts := o.count(containers, answered)
	d.Up, d.Healthy, d.Total, d.State = counts.Up, counts.Healthy, counts.Total, counts.State
	mask := o.mask(containers)
	for _, service := range o.Stack.Services {
		answer := condition(service, answered.services[service.Name])
		if service.Worker {
			answer = registration(service.Name, answered.register)
		}
		answer.text = mask.Text(plain.Line(answer.text))
		status := o.serviceStatus(service, containers, answer)
		if service.Worker {
			d.Workers = append(d.Workers, report.WorkerStatus{ServiceStatus: status, Registered: status.Ready})
		} else {
			d.Services = append(d.Services, status)
		}
	}
}

// count counts the newest container of each service.
func (o *session) count(containers []docker.Container, answered answers) inventory.Counts {
	var newestOnes []inventory.Container
	missing := 0
	for _, name := range o.Config.Names() {
		c, found := newest(containers, name)
		if !found {
			missing++
			continue
		}
		answer, asked := answered.services[name]
		newestOnes = append(newestOnes, inventory.Container{Up: c.Up(), Healthy: healthy(c, !asked || answer == nil), Finished: done(c, o.asked(name))})
	}
	return inventory.Count(newestOnes, missing)
}

// serviceStatus is what a service answers, unless its container or the stack
// tells that it was somebody else who answered.
func (o *session) serviceStatus(service stack.Service, containers []docker.Container, answer state) report.ServiceStatus {
	c, found := newest(containers, service.Name)
	status := report.ServiceStatus{Name: service.Name, Label: cmp.Or(service.Label, service.Name), URL: o.endpoint(service.Name).URL}
	if len(o.present([]string{service.Name})) == 0 {
		status.URL, answer = "", state{report.NotInStack, "not in the stack"}
	} else if trouble := containerTrouble(c, found); trouble.word != "" && !o.isDoneJob(service.Name, c) {
		answer = trouble
	}
	status.Ready, status.State, status.Message = answer.word == report.Ready, answer.word, answer.text
	status.Container = containerReport(c, found)
	return status
}

// isDoneJob reports whether the container of a derived job has done its work.
func (o *session) isDoneJob(service string, c docker.Container) bool {
	return o.Judge(service) == derive.ByExitCode && done(c, o.asked(service))
}

// askAll probes each service once whose container is among the given ones and
// publishes its port, and the register that the workers are in.
func (o *session) askAll(ctx context.Context, containers []docker.Container) answers {
	ctx, cancel := context.WithTimeoutCause(ctx, statusTimeout, fmt.Errorf("no answer within %s", statusTimeout))
	defer cancel()
	asker := o.asker(containers)
	answered := answers{services: make(map[string]error)}
	var mu sync.Mutex
	var all sync.WaitGroup
	for _, name := range o.Config.Names() {
		probe := asker.Service(name)
		if probe == nil {
			continue
		}
		all.Go(func() {
			err := probe(ctx)
			mu.Lock()
			defer mu.Unlock()
			answered.services[name] = err
		})
	}
	if i := slices.IndexFunc(o.asking(), o.asksWorkers); i >= 0 {
		probe := asker.Check(o.asking()[i])
		all.Go(func() { answered.register = probe(ctx) })
	}
	all.Wait()
	return answered
}

// asksWorkers tells whether a check asks a register of workers.
func (o *session) asksWorkers(c stack.Check) bool {
	return c.Probe != nil && slices.ContainsFunc(c.Services, func(name string) bool { return o.Stack.Service(name).Worker })
}

// state is one word for programs, and what a person reads.
type state struct{ word, text string }

// containerTrouble is why a service cannot answer, whoever else may do so on
// its port; none when its container is up.
func containerTrouble(c docker.Container, found bool) state {
	switch {
	case !found:
		return state{report.NotStarted, "not started"}
	case c.Up() && c.Health() == "unhealthy":
		return state{report.Unhealthy, "unhealthy"}
	case c.Up():
		return state{}
	case c.State.Status == "exited":
		return state{"exited", fmt.Sprintf("exited with code %d", c.State.ExitCode)}
	default:
		return state{c.State.Status, c.State.Status}
	}
}

func condition(service stack.Service, answer error) state {
	if answer == nil {
		return state{report.Ready, cmp.Or(service.Ready, "up")}
	}
	return state{report.NotReady, "not ready: " + strings.ReplaceAll(gate.Reason(context.Background(), answer).Error(), "\n", "; ")}
}

func registration(worker string, register error) state {
	var missing *stack.Unregistered
	switch {
	case register == nil, errors.As(register, &missing) && !slices.Contains(missing.Services, worker):
		return state{report.Ready, "registered"}
	case errors.As(register, &missing):
		return state{report.NotReady, "not registered"}
	default:
		return state{report.NotReady, "not registered: the register does not answer"}
	}
}
