package startup

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/ports/holder"
	"github.com/seed-491dada8/sandbox/stack"
)

// logLines is the number of log lines of each service that are searched for a cause.
const logLines = 400

// facts returns what is known of a failure now. It corrects the verdict on the way.
func (a *attempt) facts(ctx context.Context, verdict *gate.Report, started string) diagnose.Facts {
	f := diagnose.Facts{Project: a.w.Instance.ID, Compose: started}
	containers, current := a.watch.Newest()
	switch {
	case started != "": // the engine may have refused to start a container that was created
		containers, f.Engine = a.w.Project.Containers(ctx)
	case !current:
		containers, f.Engine = a.watch.List(ctx)
	}
	f.Mask = a.w.Mask(containers)
	if f.Engine == nil {
		a.watch.AddEndings(containers)
		a.revoke(verdict, containers)
		a.report.Services = Services(a.w, containers)
		f.Services = a.serviceFacts(ctx, *verdict, containers)
	}
	for _, r := range verdict.Checks {
		if r.Status == gate.Failed {
			f.Checks = append(f.Checks, a.checkFacts(r))
		}
	}
	if why := a.failedJob(containers); why != nil {
		f.Checks = append(f.Checks, startFacts(why))
	} else if len(f.Checks) == 0 {
		f.Checks = append(f.Checks, startFacts(verdict.Unsettled))
	}
	return f
}

// startFacts returns facts about the start itself, for a failure that is no check's.
func startFacts(err error) diagnose.FailedCheck {
	var why *unconfirmed
	if !errors.As(err, &why) {
		return diagnose.FailedCheck{Err: err}
	}
	return diagnose.FailedCheck{Err: err, Unrecoverable: &why.Unrecoverable, Services: []string{why.Service}}
}

// revoke fails checks that had passed, if their service is dead now or kept the gate from
// passing: Compose may have replaced the container that answered. As while the gate polls, a
// check also fails if a service that its own service depends on is dead. A check that was cut
// short because of its own service fails, too.
func (a *attempt) revoke(verdict *gate.Report, containers []docker.Container) {
	var doubt *unconfirmed
	errors.As(verdict.Unsettled, &doubt)
	failed := make(map[string]bool)
	for i := range verdict.Checks {
		r := &verdict.Checks[i]
		declared := a.w.Stack.Check(r.Name)
		own := a.w.Configured(declared.Services)
		for _, service := range a.w.Required(own) {
			if cause := a.dead(containers, service); cause != "" && r.Status != gate.Skipped && r.Unrecoverable == nil {
				r.Status, r.Message, r.Unrecoverable = gate.Failed, declared.Failed, &diagnose.Unrecoverable{Cause: cause, Service: service}
			}
		}
		for _, service := range own {
			why := diagnose.Unrecoverable{Cause: a.dead(containers, service), Service: service}
			if why.Cause == "" && a.isOld(service, containers) && a.worst(containers, service).Container.RestartCount > 0 {
				why.Cause = diagnose.CrashLoop
			}
			isCut := r.Status == gate.Skipped && r.Attempts > 0
			isDoubted := doubt != nil && doubt.Service == service && (isCut || r.Status != gate.Skipped)
			if isDoubted {
				why, r.Err, verdict.Unsettled = doubt.Unrecoverable, doubt, nil
			}
			if why.Cause != "" && (r.Status == gate.Passed || isCut && isDoubted) {
				r.Status, r.Message, r.Unrecoverable = gate.Failed, declared.Failed, &why
			}
		}
		isOld := func(service string) bool { return a.isOld(service, containers) }
		if r.Status == gate.Passed && slices.ContainsFunc(own, isOld) {
			r.Status, r.Message = gate.Skipped, "skipped (the container that had answered was replaced)"
		}
		for _, need := range declared.Needs {
			if failed[need] && r.Status == gate.Passed {
				r.Status, r.Message = gate.Skipped, fmt.Sprintf("skipped (%s not ready)", strings.ToLower(need))
			}
		}
		failed[r.Name] = r.Status != gate.Passed
	}
}

// dead returns why a service cannot come up any more, or "" for one that may and for a job
// that is done.
func (a *attempt) dead(containers []docker.Container, service string) diagnose.Cause {
	worst := a.worst(containers, service)
	if condition.Done(worst.Container, a.w.Ending(service)) {
		return ""
	}
	return worst.Dead()
}

func (a *attempt) checkFacts(r gate.Result) diagnose.FailedCheck {
	declared := a.w.Stack.Check(r.Name)
	check := diagnose.FailedCheck{
		Name: r.Name, Err: r.Err, Unrecoverable: r.Unrecoverable,
		Services: a.w.Configured(declared.Services), Uses: slices.Concat(declared.Needs, declared.Uses),
	}
	var earlier *condition.NotReady
	if errors.As(r.Err, &earlier) && (r.Unrecoverable != nil || earlier.OfHealth) { // the container's state now says more, or the contrary
		check.Err = nil
	}
	var unregistered *stack.Unregistered
	if errors.As(r.Err, &unregistered) {
		check.Missing = unregistered.Services
	}
	return check
}

// serviceFacts asks the engine, at once, for the logs of the suspects, and for what holds
// the ports that are not published.
func (a *attempt) serviceFacts(ctx context.Context, verdict gate.Report, containers []docker.Container) []diagnose.ServiceFacts {
	names := a.w.Config.Names()
	services := make([]diagnose.ServiceFacts, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			r := a.worst(containers, name)
			services[i] = a.service(ctx, r, containers)
			if wait, waits := condition.Awaited(a.w.Config, containers, name); waits && a.isBusy() {
				services[i].Awaits, services[i].AwaitsEnd = wait.For, wait.Job
			}
			hasRun := r.Found && r.Container.State.Status != "created" // the engine locks a log until its container has started
			if hasRun && a.suspect(verdict, name, r.Container) {
				services[i].Container.Log = a.w.Project.LogTail(ctx, r.Container.ID, logLines)
			}
			if r.Found {
				services[i].Container.Stopped = r.Container.Stopped || a.w.Asked(name) && a.watch.Stopped(r.Container)
			}
		})
	}
	var namesakes map[string][]string
	all.Go(func() { namesakes = preflight.FindNamesakes(ctx, a.w) })
	all.Wait()
	for i, name := range names {
		services[i].Namesakes = namesakes[name]
	}
	return services
}

// suspect reports whether a service may be at fault: its container has had trouble, or a
// check that asks it has failed.
func (a *attempt) suspect(verdict gate.Report, service string, c docker.Container) bool {
	failed := func(r gate.Result) bool {
		return r.Status == gate.Failed && slices.Contains(a.w.Stack.Check(r.Name).Services, service)
	}
	return !c.Up() || c.RestartCount > 0 || !slices.Contains([]string{"", "healthy"}, c.Health()) || a.isWaitedFor(service) || slices.ContainsFunc(verdict.Checks, failed)
}

// isWaitedFor reports whether Compose starts another service only when this one is healthy or
// has ended.
func (a *attempt) isWaitedFor(service string) bool {
	for _, other := range a.w.Config.Services {
		if condition := other.DependsOn[service].Condition; condition != "" && condition != "service_started" {
			return true
		}
	}
	return false
}

// worst returns the replica of a service that is most likely at fault.
func (a *attempt) worst(containers []docker.Container, service string) condition.Replica {
	return condition.Worst(a.w.Config, containers, service, a.w.Ending(service))
}

// service returns what is known of a service and its worst replica, without the log.
func (a *attempt) service(ctx context.Context, r condition.Replica, containers []docker.Container) diagnose.ServiceFacts {
	e := a.w.Endpoint(r.Service)
	s := diagnose.ServiceFacts{Name: r.Service, Replica: r.String(), URL: e.URL, Address: e.Address}
	_, s.Unpublished = a.unpublished(r.Service, containers)
	if r.Found {
		s.Container = containerFacts(r.Container)
		if owner, lost := condition.LostNetwork(a.w.Config, r.Container, containers); lost {
			s.Container.LostNetwork, s.Container.NetworkCure = condition.Loss(a.successor(ctx, owner))
		}
	}
	if e.Address != "" && (!r.Container.Up() || s.Unpublished) {
		a.addHolder(ctx, &s)
	}
	return s
}

// successor returns the container that was made in place of a removed one, or the removed
// one itself if there is none, or if it has no name.
func (a *attempt) successor(ctx context.Context, removed docker.Container) docker.Container {
	if removed.ID != "" || removed.Name == "" {
		return removed
	}
	found, _ := a.w.Project.ContainersByID(ctx, []string{removed.Name})
	return append(found, removed)[0]
}

// addHolder adds what listens on a service's port in place of its container.
func (a *attempt) addHolder(ctx context.Context, s *diagnose.ServiceFacts) {
	in := a.w.Instance
	binding := preflight.Declared(a.w, s.Name)[0]
	if in.Machine == "" {
		binding.Host = workspace.Dialable(in.Bind).String()
		s.FindHolder = holder.Command(runtime.GOOS, binding)
	}
	if taken, err := preflight.Taken(ctx, a.w, []ports.Binding{binding}); err == nil && len(taken) > 0 {
		heldBy, foreign := preflight.Holders(ctx, a.w, taken, in.ID)[binding]
		s.Holder, s.Taken = heldBy, foreign || !a.publishes(binding)
	}
	if b, foreign := a.Foreign.Of(s.Name); foreign {
		s.Holder = a.Foreign[b]
	}
}

// publishes reports whether a container of the instance publishes a port, or will again
// once the engine has restarted it.
func (a *attempt) publishes(b ports.Binding) bool {
	containers, _ := a.watch.Newest()
	return slices.ContainsFunc(containers, func(c docker.Container) bool { return c.Publishes(b) || c.Holds(b) })
}

func containerFacts(c docker.Container) *diagnose.ContainerFacts {
	ago := func(at time.Time) time.Duration {
		if at.Year() < 2000 { // never
			return 0
		}
		return max(time.Since(at), time.Millisecond)
	}
	facts := &diagnose.ContainerFacts{
		Name: c.ShortName(), State: c.State.Status, ExitCode: c.State.ExitCode, Error: c.State.Error,
		OOMKilled: c.State.OOMKilled, Restarts: c.RestartCount, Started: ago(c.State.StartedAt), Finished: ago(c.State.FinishedAt),
		Health: c.Health(),
	}
	if c.Up() { // the last healthcheck before a kill may have passed
		facts.HealthOutput = c.HealthOutput()
	}
	return facts
}
