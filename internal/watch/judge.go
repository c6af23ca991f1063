package watch

import (
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/stack"
)

// consequence is why a check cannot pass while another check cannot.
type consequence struct{ of string }

func (c *consequence) Error() string { return fmt.Sprintf("it cannot pass without %s", c.of) }

// judge gives up the checks whose services are unrecoverable, and those that use them.
func (w *Watch) judge(containers []docker.Container) {
	w.mu.Lock()
	defer w.mu.Unlock()
	containers = w.marked(containers)
	lost := make(map[string]bool)
	giveUp := func(check string, why error) {
		lost[check] = true
		w.checks[check].giveUp(why)
	}
	for _, c := range w.workspace.Checks() {
		services := w.workspace.Configured(c.Services)
		if answer := w.checks[c.Name].answer; answer.certain() && w.settled(containers) {
			giveUp(c.Name, answer.blame(services))
		}
		for _, service := range slices.Concat(w.workspace.Required(services), services) { // the root of a failure first
			if why := w.unrecoverable(service, containers); why != "" {
				giveUp(c.Name, &diagnose.Unrecoverable{Cause: why, Service: service})
			}
		}
		for _, other := range slices.Concat(c.Needs, c.Uses) {
			if lost[other] {
				giveUp(c.Name, &consequence{of: other})
			}
		}
	}
}

// unrecoverable returns why a replica of a service cannot come up any more, or "".
func (w *Watch) unrecoverable(service string, containers []docker.Container) diagnose.Cause {
	for _, r := range condition.Replicas(w.workspace.Config, containers, service) {
		if why := w.lost(r, containers); why != "" {
			return why
		}
	}
	return ""
}

// Lost returns why a replica in the newest list of the containers cannot come up any more,
// or "".
func (w *Watch) Lost(r condition.Replica) diagnose.Cause {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lost(r, w.listed)
}

// lost returns why a replica cannot come up any more, or "". Until Compose has finished,
// it judges only a container that Compose has started: one that existed before may be
// about to be replaced, or started.
func (w *Watch) lost(r condition.Replica, containers []docker.Container) diagnose.Cause {
	service, c := r.Service, r.Container
	before, known := w.before[c.ID]
	started := r.Found && c.State.Status != "created" && !known
	if !w.complete && !started {
		return ""
	}
	if condition.Done(c, w.workspace.Ending(service)) || w.isBeingStarted(c, containers) {
		return ""
	}
	if why := r.Dead(); why != "" {
		return why
	}
	if _, foreign := w.foreign.Of(service); foreign && w.complete && c.Up() {
		return diagnose.ForeignListener
	}
	if _, lost := condition.LostNetwork(w.workspace.Config, c, containers); lost && w.complete {
		return diagnose.NetworkLost
	}
	if w.complete && c.Up() && c.Health() == "" && w.workspace.Judge(service) == derive.ByHealth {
		return diagnose.HealthPending
	}
	if w.complete && r.Blocks(w.workspace.Config, containers) {
		return diagnose.Unhealthy
	}
	if _, is := preflight.Unpublished(w.workspace, service, containers); is {
		return diagnose.NoPublishedPort
	}
	excused := w.lacksNeeds(service) || w.container(c.ID).early
	if excused && known && c.RestartCount == before.RestartCount { // it may have crashed for another reason before
		return ""
	}
	if w.container(c.ID).loops(c, excused) {
		return diagnose.CrashLoop
	}
	return ""
}

// isBeingStarted reports whether a command other than this one may start a container next.
func (w *Watch) isBeingStarted(c docker.Container, containers []docker.Container) bool {
	return w.timeline == nil && w.other.mayStart(c, w.workspace.Config, containers)
}

// Starting returns the services of which another command may start a container next.
func (w *Watch) Starting() []string {
	containers, _ := w.Newest()
	w.mu.Lock()
	defer w.mu.Unlock()
	var services []string
	for _, r := range condition.All(w.workspace.Config, containers) {
		if w.isBeingStarted(r.Container, containers) {
			services = append(services, r.Service)
		}
	}
	return services
}

// lacksNeeds reports whether a check that a service needs has not passed yet. Nothing
// declares the needs of a service that no check asks: it may need every check that does
// not depend on it.
func (w *Watch) lacksNeeds(service string) bool {
	if !w.workspace.Stack.Asks(service) {
		return slices.ContainsFunc(w.workspace.Checks(), func(c stack.Check) bool {
			return w.isMissing(c.Name) && !w.dependsOn(c, service)
		})
	}
	return slices.ContainsFunc(w.workspace.Checks(), func(c stack.Check) bool {
		needs := w.workspace.EnabledChecks(slices.Concat(c.Needs, c.Uses))
		return slices.Contains(c.Services, service) && slices.ContainsFunc(needs, w.isMissing)
	})
}

// dependsOn reports whether a check cannot pass without a service that it does not ask.
func (w *Watch) dependsOn(c stack.Check, service string) bool {
	if slices.Contains(w.workspace.Required(c.Services), service) {
		return true
	}
	return slices.ContainsFunc(slices.Concat(c.Needs, c.Uses), func(other string) bool {
		return w.dependsOn(w.workspace.Stack.Check(other), service)
	})
}

// settled reports whether nothing can change an answer any more: Compose has finished,
// and every job, such as one that creates the database's roles, has ended.
func (w *Watch) settled(containers []docker.Container) bool {
	working := func(r condition.Replica) bool { return !w.workspace.Asked(r.Service) && r.Dead() == "" }
	return w.complete && !slices.ContainsFunc(condition.All(w.workspace.Config, containers), working)
}
