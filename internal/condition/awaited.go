package condition

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// Wait is what keeps Compose from starting a service: another service, whose container
// runs.
type Wait struct {
	For string // the other service
	Job bool   // it has to end with exit code 0; otherwise it has to be healthy
	// Output is what the other service's last healthcheck printed.
	Output string
}

// Awaited returns what Compose waits for before it starts a service that has not been
// started. It reports false if nothing that runs keeps Compose from it.
func Awaited(config compose.Config, containers []docker.Container, service string) (Wait, bool) {
	return awaited(config, containers, service, nil)
}

func awaited(config compose.Config, containers []docker.Container, service string, path []string) (Wait, bool) {
	started := func(r Replica) bool { return r.Found && r.Container.State.Status != "created" }
	if slices.Contains(path, service) || slices.ContainsFunc(Replicas(config, containers, service), started) {
		return Wait{}, false
	}
	needs := config.Services[service].DependsOn
	for _, name := range slices.Sorted(maps.Keys(needs)) {
		for _, c := range Up(containers, name) {
			switch condition := needs[name].Condition; {
			case condition == "service_healthy" && c.Health() == "starting":
				return Wait{For: name, Output: c.HealthOutput()}, true
			case condition == "service_completed_successfully":
				return Wait{For: name, Job: true}, true
			}
		}
		if further, found := awaited(config, containers, name, append(path, service)); found {
			return further, true
		}
	}
	return Wait{}, false
}

// Blocks reports whether a replica is unhealthy and Compose has therefore not started a
// service that depends on its health.
func (r Replica) Blocks(config compose.Config, containers []docker.Container) bool {
	if !r.Container.Up() || r.Container.Health() != "unhealthy" {
		return false
	}
	return slices.ContainsFunc(All(config, containers), func(other Replica) bool {
		isUnstarted := other.Dead() == diagnose.Stranded || other.Dead() == diagnose.NotCreated
		return isUnstarted && config.Services[other.Service].DependsOn[r.Service].Condition == "service_healthy"
	})
}

// String returns the reason why a service was not started.
func (w Wait) String() string {
	if w.Job {
		return fmt.Sprintf("waits for job %s to end", w.For)
	}
	text := fmt.Sprintf("waits for %s to be healthy: its health is starting", w.For)
	if output := strings.Join(strings.Fields(w.Output), " "); output != "" {
		text += ", its healthcheck says: " + output
	}
	return text
}
