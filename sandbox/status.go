package sandbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/console"
)

// statusTimeout bounds each question that status asks a service.
const statusTimeout = 3 * time.Second

// Unregistered is the error of a check that found some of its services missing
// from a register, such as workers that have not reported to the backend.
type Unregistered struct {
	Expected int
	Services []string // those that are missing
}

func (e *Unregistered) Error() string {
	return fmt.Sprintf("expected %d workers, found %d: no %s", e.Expected, e.Expected-len(e.Services), list(e.Services))
}

// StatusOptions say how to show an instance.
type StatusOptions struct {
	JSON bool // write a [StatusDocument]
}

// StatusDocument is an instance as it is now.
type StatusDocument struct {
	Document
	Instance string         `json:"instance"`
	Slot     int            `json:"slot"`
	State    string         `json:"state"`
	Healthy  int            `json:"healthy"` // of the containers
	Total    int            `json:"total"`
	Services []ServiceState `json:"services"`
	Workers  []ServiceState `json:"workers"`
}

// ServiceState is how one service answers now.
type ServiceState struct {
	Name  string `json:"name"`
	URL   string `json:"url"`
	State string `json:"state"`
}

// Status shows the instance, its containers, and every service and worker as
// it answers now. It works on an instance that runs, partly runs or is stopped.
func (s Sandbox) Status(ctx context.Context, options StatusOptions) error {
	var document StatusDocument
	return s.answer(options.JSON, &document, func(s Sandbox) error {
		o, err := s.open(ctx)
		if err != nil {
			return err
		}
		containers, err := o.containers(ctx)
		if err != nil {
			return err
		}
		state := o.look(ctx, containers)
		document.fill(state)
		o.console.Status(state)
		return nil
	})
}

func (d *StatusDocument) fill(s console.Status) {
	d.Instance, d.Slot, d.State, d.Healthy, d.Total = s.ID, s.Slot, s.State, s.Healthy, s.Total
	d.Services, d.Workers = serviceStates(s.Services), serviceStates(s.Workers)
}

func serviceStates(rows []console.Row) []ServiceState {
	states := []ServiceState{}
	for _, r := range rows {
		states = append(states, ServiceState{Name: r.Name, URL: r.Where, State: r.State})
	}
	return states
}

// look asks every service at once how it is.
func (o *session) look(ctx context.Context, containers []compose.Container) console.Status {
	answers, register := o.askAll(ctx)
	status := console.Status{ID: o.in.ID, Slot: o.in.Slot, Total: len(o.config.Services)}
	up := 0
	for _, name := range o.config.Names() {
		c, found := newest(containers, name)
		if found && c.Up() {
			up++
		}
		answer, asked := answers[name]
		if found && healthy(c, !asked || answer == nil) {
			status.Healthy++
		}
	}
	status.State = overall(up, status.Total, len(containers))
	for _, service := range o.stack.Services {
		c, found := newest(containers, service.Name)
		row := console.Row{Name: service.Label, Where: o.endpoint(service.Name).URL}
		switch {
		case len(o.present([]string{service.Name})) == 0:
			row.Where, row.State = "-", "not in the stack"
		case service.Worker:
			row.State = registration(service.Name, register)
		default:
			row.State = condition(service, answers[service.Name])
		}
		if trouble := containerTrouble(c, found); trouble != "" && row.Where != "-" {
			row.State = trouble
		}
		if service.Worker {
			row.Name = service.Name
			status.Workers = append(status.Workers, row)
		} else {
			status.Services = append(status.Services, row)
		}
	}
	return status
}

// askAll probes each service of the instance once, and the register that its
// workers are in; the error of that is returned apart.
func (o *session) askAll(ctx context.Context) (answers map[string]error, register error) {
	ctx, cancel := context.WithTimeoutCause(ctx, statusTimeout, fmt.Errorf("no answer within %s", statusTimeout))
	defer cancel()
	answers = make(map[string]error)
	var mu sync.Mutex
	var all sync.WaitGroup
	for _, name := range o.config.Names() {
		probe := o.stack.service(name).Probe
		if probe == nil {
			continue
		}
		all.Go(func() {
			err := probe(o.endpoint(name))(ctx)
			mu.Lock()
			defer mu.Unlock()
			answers[name] = err
		})
	}
	if i := slices.IndexFunc(o.asking(), o.asksWorkers); i >= 0 {
		c := o.asking()[i]
		all.Go(func() { register = c.Probe(o.endpoint, o.present(c.Services))(ctx) })
	}
	all.Wait()
	return answers, register
}

// asksWorkers tells whether a check asks a register of workers.
func (o *session) asksWorkers(c Check) bool {
	return c.Probe != nil && slices.ContainsFunc(c.Services, func(name string) bool { return o.stack.service(name).Worker })
}

func overall(up, services, containers int) string {
	switch {
	case up > 0 && up >= services:
		return "running"
	case up > 0:
		return fmt.Sprintf("partial (%d/%d)", up, services)
	case containers > 0:
		return "stopped"
	default:
		return "not started"
	}
}

// containerTrouble is why a service cannot answer, whoever else may do so on
// its port; "" when its container is up.
func containerTrouble(c compose.Container, found bool) string {
	switch {
	case !found:
		return "not started"
	case c.Up() && c.Health() == "unhealthy":
		return "unhealthy"
	case c.Up():
		return ""
	case c.State.Status == "exited":
		return fmt.Sprintf("exited with code %d", c.State.ExitCode)
	default:
		return c.State.Status
	}
}

func condition(service Service, answer error) string {
	if answer == nil {
		return service.Ready
	}
	return "not ready: " + strings.ReplaceAll(gate.Reason(context.Background(), answer).Error(), "\n", "; ")
}

func registration(worker string, register error) string {
	var missing *Unregistered
	switch {
	case register == nil:
		return "registered"
	case errors.As(register, &missing) && !slices.Contains(missing.Services, worker):
		return "registered"
	case errors.As(register, &missing):
		return "not registered"
	default:
		return "not registered: the register does not answer"
	}
}
