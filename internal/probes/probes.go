// Package probes makes the gate's checks from a stack's declaration. A probe asks only
// a container of the instance, so that nothing else receives the credentials that it
// sends.
package probes

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/stack"
)

// Asker makes probes for a workspace.
type Asker struct {
	workspace.Workspace
	Foreign preflight.ForeignListeners
	// Running returns the instance's containers that run now.
	Running func() []docker.Container
	// Listed returns all of the instance's containers, of which some may have ended.
	Listed func() []docker.Container
	// Answered is called for a service that answers, unless it is nil. By are the service's
	// containers that ran when it was asked.
	Answered func(service string, by []docker.Container)
	// Now returns the time that tells how long a container has run. Nil means that the engine
	// has the clock of this machine.
	Now func(docker.Container) time.Time
}

// unaskable is the error of a probe that was not made: no container of the instance
// publishes the port, or a container that has to run does not.
type unaskable struct{ service, text string }

func unaskableFor(service, why string) *unaskable {
	return &unaskable{service, fmt.Sprintf("container %s %s", service, why)}
}

func (u *unaskable) Error() string { return u.text }

// As blames the container, so that the diagnosis shows its state instead.
func (u *unaskable) As(target any) bool {
	blamed, ok := target.(**diagnose.Unrecoverable)
	if ok {
		*blamed = &diagnose.Unrecoverable{Service: u.service}
	}
	return ok
}

// Askable returns an error unless a container of a service runs, and the port that the
// service is asked on is published by it, or by the container whose network it shares. On
// the machine's own network, it has to run. The engine publishes a port a moment before
// the container has its network: a connection that comes too early is lost, and the
// container's address cannot be reached for a second after.
func (a Asker) Askable(service string) error {
	running := slices.DeleteFunc(slices.Clone(a.Running()), func(c docker.Container) bool { return !c.State.Running })
	if !slices.ContainsFunc(running, func(c docker.Container) bool { return c.Service() == service }) {
		if wait, waits := a.awaited(service); waits {
			return unaskableFor(service, wait.String())
		}
		return unaskableFor(service, "is not running")
	}
	declared, publisher := preflight.Declared(a.Workspace, service), a.Config.Publisher(service)
	if len(declared) == 0 || publisher == "" {
		return nil
	}
	publishes := func(c docker.Container) bool { return c.Service() == publisher && c.Publishes(declared[0]) }
	if _, foreign := a.Foreign.Of(service); foreign || !slices.ContainsFunc(running, publishes) {
		return unaskableFor(publisher, "does not publish port "+declared[0].Number())
	}
	return nil
}

// awaited returns what keeps Compose from starting a service.
func (a Asker) awaited(service string) (condition.Wait, bool) {
	if a.Listed == nil {
		return condition.Wait{}, false
	}
	return condition.Awaited(a.Config, a.Listed(), service)
}

// Checks returns the gate's checks for the services of the instance. Within returns the
// function that limits the context of the named check.
func (a Asker) Checks(within func(check string) func(context.Context) context.Context) []gate.Check {
	var checks []gate.Check
	for _, c := range a.Workspace.Checks() {
		services := a.Configured(c.Services)
		count := strconv.Itoa(len(services))
		counted := func(text string) string { return strings.ReplaceAll(text, "%d", count) }
		check := gate.Check{
			Name: c.Name, Needs: a.EnabledChecks(c.Needs), Probe: a.Check(c), Context: within(c.Name),
			Passed: counted(c.Passed), Failed: counted(c.Failed), Skipped: counted(c.Skipped),
		}
		if a.Derived != nil {
			check.Timeout = max(a.Derived.Asked(c.Services[0]).Timeout, gate.DefaultProbeTimeout)
		}
		if client := a.Client(c.Services[0]); client != nil { // a derived check asks one service
			asked := a.insider(c.Services[0], client)
			check.Probe, check.PassedAs = asked.probe, asked.passedAs
		}
		if a.Judge(c.Services[0]) == derive.ByRunning && a.Ending(c.Services[0]) != jobs.Outage {
			check.PassedAs = a.doneAs(c.Services[0])
		}
		checks = append(checks, check)
	}
	return checks
}

// Check returns the probe of a check: its own, or else those of its services together.
func (a Asker) Check(c stack.Check) gate.Probe {
	services := a.Configured(c.Services)
	if c.Probe != nil {
		return a.ownProbe(c, services)
	}
	var probes []gate.Probe
	for _, name := range services {
		if probe := a.Service(name); probe != nil {
			probes = append(probes, probe)
		}
	}
	return together(probes)
}

// ownProbe returns the probe that a check declares. An attempt ends where it meets a
// service that is not askable. If it passes, the check's services have answered by the
// containers that ran as it began: a register does not tell which one is in it.
func (a Asker) ownProbe(c stack.Check, services []string) gate.Probe {
	return func(ctx context.Context) error {
		ctx, refuse := context.WithCancelCause(ctx)
		defer refuse(nil)
		running := a.Running()
		probe := c.Probe(func(service string) stack.Endpoint {
			if err := a.Askable(service); err != nil {
				refuse(err)
				return stack.Endpoint{}
			}
			return a.Endpoint(service)
		}, services)
		err := context.Cause(ctx)
		if err == nil {
			err = orMissing(probe, "check "+c.Name)(ctx)
		}
		var refused *unaskable
		if errors.As(context.Cause(ctx), &refused) {
			return refused
		}
		for _, service := range services {
			if err == nil && a.Answered != nil {
				a.Answered(service, condition.Up(running, service))
			}
		}
		return err
	}
}

// Service returns the probe of a service, or nil if it declares none. The probe fails
// while the service is not askable.
func (a Asker) Service(name string) gate.Probe {
	if judge := a.Judge(name); judge != "" {
		return a.container(name, judge)
	}
	if client := a.Client(name); client != nil {
		return a.insider(name, client).probe
	}
	declared := a.Stack.Service(name).Probe
	if declared == nil {
		return nil
	}
	probe := orMissing(declared(a.Endpoint(name)), "service "+name)
	return func(ctx context.Context) error {
		if err := a.Askable(name); err != nil {
			return err
		}
		asked := condition.Up(a.Running(), name)
		err := probe(ctx)
		if err == nil && a.Answered != nil {
			a.Answered(name, asked)
		}
		return err
	}
}

// container returns the probe of a service whose containers decide. It asks the engine
// nothing: the containers are listed after each event that concerns them.
func (a Asker) container(name string, judge derive.Judge) gate.Probe {
	return func(context.Context) error {
		containers := a.decisive(name, judge)
		err := a.judgeAll(condition.Replicas(a.Config, containers, name), judge, a.Ending(name))
		if wait, waits := a.awaited(name); err != nil && waits {
			err = unaskableFor(name, wait.String())
		}
		if err == nil && a.Answered != nil {
			a.Answered(name, condition.Up(containers, name))
		}
		return err
	}
}

// decisive returns the containers that decide whether a service is ready: those that run,
// and the ended ones of a job.
func (a Asker) decisive(name string, judge derive.Judge) []docker.Container {
	if judge == derive.ByExitCode {
		return a.Listed()
	}
	containers := a.Running()
	if a.Listed == nil {
		return containers
	}
	for _, c := range a.Listed() {
		if c.Service() == name && condition.Done(c, a.Ending(name)) {
			containers = append(containers, c)
		}
	}
	return containers
}

// doneAs returns the function whose text replaces the message of a check that a job passed
// by ending.
func (a Asker) doneAs(name string) func() string {
	return func() string {
		replicas := condition.Replicas(a.Config, a.decisive(name, derive.ByRunning), name)
		isUp := func(r condition.Replica) bool { return r.Container.Up() }
		if len(replicas) == 0 || slices.ContainsFunc(replicas, isUp) {
			return ""
		}
		return "done (exit code 0)"
	}
}

// judgeAll returns why a replica is not ready, or nil if all are. Where the service does
// not have to run on, one that has ended with exit code 0 is ready.
func (a Asker) judgeAll(replicas []condition.Replica, judge derive.Judge, ending jobs.Ending) error {
	for _, r := range replicas {
		if judge == derive.ByRunning && condition.Done(r.Container, ending) {
			continue
		}
		if err := a.judged(r, judge); err != nil {
			return err
		}
	}
	return nil
}

// judged returns why a replica is not ready, or nil if it is. It blames a container that is
// not up, so that the diagnosis shows its state instead.
func (a Asker) judged(r condition.Replica, judge derive.Judge) error {
	now := time.Now()
	if a.Now != nil {
		now = a.Now(r.Container)
	}
	err := r.Judge(judge, now)
	if err != nil && !r.Container.Up() {
		return &unaskable{r.Service, err.Error()}
	}
	return err
}

// orMissing returns the probe that a function of the declaration has made, or one that
// fails because the function made none.
func orMissing(probe gate.Probe, declared string) gate.Probe {
	if probe != nil {
		return probe
	}
	return func(context.Context) error {
		return fmt.Errorf("%s is declared wrongly: its Probe function returns nil", declared)
	}
}

// together returns a probe that makes several probes at once and passes if all do.
func together(probes []gate.Probe) gate.Probe {
	return func(ctx context.Context) error {
		failed := make([]error, len(probes))
		var all sync.WaitGroup
		for i, probe := range probes {
			all.Go(func() { failed[i] = probe(ctx) })
		}
		all.Wait()
		return errors.Join(failed...)
	}
}
