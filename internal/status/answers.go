package status

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
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/probes"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// timeout bounds each question to a service.
const timeout = 3 * time.Second

// answers holds what services said when each was asked once; nil means ready.
type answers struct {
	services    map[string]error // of those that can be asked
	register    error            // of the workers
	hasRegister bool             // the stack has a register
}

// healthy counts the running containers whose healthcheck passes, or that answer. Without a
// healthcheck's result, one that cannot be asked counts, too.
func (a answers) healthy(replicas []condition.Replica) (number int) {
	for _, r := range replicas {
		health := r.Container.Health()
		if r.Container.Up() && (health == "healthy" || health != "unhealthy" && a.services[r.Service] == nil) {
			number++
		}
	}
	return number
}

// askAll probes each service once whose container is among the given ones and
// publishes its port, and the register that the workers are in.
func askAll(ctx context.Context, w workspace.Workspace, containers []docker.Container) answers {
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no answer within %s", timeout))
	defer cancel()
	listed := func() []docker.Container { return containers }
	asker := probes.Asker{Workspace: w, Running: listed, Listed: listed}
	answered := answers{services: make(map[string]error)}
	var mu sync.Mutex
	var all sync.WaitGroup
	for _, name := range w.Config.Names() {
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
	asksWorkers := func(c stack.Check) bool {
		return c.Probe != nil && slices.ContainsFunc(c.Services, func(name string) bool { return w.Stack.Service(name).Worker })
	}
	if i := slices.IndexFunc(w.Checks(), asksWorkers); i >= 0 {
		answered.hasRegister = true
		probe := asker.Check(w.Checks()[i])
		all.Go(func() { answered.register = probe(ctx) })
	}
	all.Wait()
	return answered
}

// state is one word for programs, and a text for people.
type state struct{ word, text string }

// of returns the state of a service by its answer. A register, if the stack has one,
// answers for the workers.
func (a answers) of(service stack.Service) state {
	if service.Worker && a.hasRegister {
		return registration(service.Name, a.register)
	}
	answer := a.services[service.Name]
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

// containerTrouble returns the state of a service that cannot answer, because its worst
// replica is not up or not healthy; the zero state if it can. The replica is named only if
// the service has a container.
func containerTrouble(r condition.Replica, containers []docker.Container) state {
	trouble := troubleOf(r)
	exists := slices.ContainsFunc(containers, func(c docker.Container) bool { return c.Service() == r.Service })
	if trouble.word != "" && r.Of > 1 && exists {
		trouble.text = r.String() + " " + trouble.text
	}
	return trouble
}

func troubleOf(r condition.Replica) state {
	switch c := r.Container; {
	case !r.Found:
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
