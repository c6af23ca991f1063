package startup

import (
	"context"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/ports"
)

// unconfirmed is the reason why a gate does not pass, or not yet, although all its checks
// have passed: a container, and what is wrong with it.
type unconfirmed struct {
	diagnose.Unrecoverable
	reason string
	final  bool
}

func (u *unconfirmed) Error() string        { return u.reason }
func (u *unconfirmed) Is(target error) bool { return u.final && target == gate.ErrFinal }

// Unwrap returns the cause, if it is known: the report then describes the container, which
// says more than the reason.
func (u *unconfirmed) Unwrap() error {
	if u.Cause == diagnose.Unknown {
		return nil
	}
	return &u.Unrecoverable
}

// lasting is an error that no waiting mends.
type lasting struct{ error }

func (lasting) Is(target error) bool { return target == gate.ErrFinal }
func (l lasting) Unwrap() error      { return l.error }

// confirm returns an error unless every container of the stack is up, or is a job that is
// done, and the instance's own containers publish every declared port. A container that
// no check asks also has to be ready.
func (a *attempt) confirm(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, gate.DefaultProbeTimeout)
	defer cancel()
	containers, err := a.watch.Current(ctx)
	if err != nil {
		return err
	}
	if err := a.Identity.CheckKeys(containers); a.Start != nil && err != nil {
		return lasting{err}
	}
	for _, r := range condition.All(a.w.Config, containers) {
		if a.w.Excused(r.Service) {
			continue
		}
		if cause, reason := a.objection(r, containers); cause != "" {
			noCheckEnds := !a.w.Asked(r.Service) && a.watch.Lost(r) != ""
			final := noCheckEnds || slices.Contains(lastingCauses, cause)
			return &unconfirmed{diagnose.Unrecoverable{Cause: cause, Service: r.Service}, reason, final}
		}
	}
	return nil
}

// lastingCauses are what no waiting mends while a container runs.
var lastingCauses = []diagnose.Cause{diagnose.NoPublishedPort, diagnose.ForeignListener, diagnose.NetworkLost}

// objection returns why the gate does not pass with a replica, or "".
func (a *attempt) objection(r condition.Replica, containers []docker.Container) (cause diagnose.Cause, reason string) {
	service, ending := r.Service, a.w.Ending(r.Service)
	if cause, reason = r.Unsound(ending); cause != "" {
		return cause, reason
	}
	mayEnd := a.w.Judge(service) == derive.ByRunning && ending != jobs.Outage
	if mayEnd || !a.w.Stack.Asks(service) {
		if cause, reason = r.Unready(ending, a.watch.Now(r.Container)); cause != "" {
			return cause, reason
		}
	}
	if a.isOld(service, containers) {
		return diagnose.Unknown, fmt.Sprintf("container %s was started again after it had answered", r)
	}
	if b, is := a.unpublished(service, containers); is {
		cause = diagnose.NoPublishedPort
		if _, foreign := a.Foreign.Of(service); foreign {
			cause = diagnose.ForeignListener
		}
		return cause, fmt.Sprintf("port %s is not published by container %s of this instance", b.Number(), r)
	}
	if _, lost := condition.LostNetwork(a.w.Config, r.Container, containers); lost {
		return diagnose.NetworkLost, fmt.Sprintf("container %s has lost its network", r)
	}
	return "", ""
}

// beyondHelp returns what is wrong with a service that cannot come up any more and that no
// check asks, or nil. Compose may still be starting others.
func (a *attempt) beyondHelp() error {
	containers, _ := a.watch.Newest()
	for _, r := range condition.All(a.w.Config, containers) {
		if a.w.Asked(r.Service) || a.w.Excused(r.Service) {
			continue
		}
		if cause := a.watch.Lost(r); cause != "" {
			_, reason := r.Unsound(a.w.Ending(r.Service))
			return &unconfirmed{diagnose.Unrecoverable{Cause: cause, Service: r.Service}, reason, true}
		}
	}
	return nil
}

// unpublished returns a declared port of a running service that no container of the
// instance publishes where the service is asked.
func (a *attempt) unpublished(service string, containers []docker.Container) (ports.Binding, bool) {
	if b, is := preflight.Unpublished(a.w, service, containers); is {
		return b, true
	}
	b, foreign := a.Foreign.Of(service)
	return b, foreign && len(condition.Up(containers, service)) > 0
}

// failedJob returns what is wrong with a service that ended and that no check asks: no
// check reports it.
func (a *attempt) failedJob(containers []docker.Container) error {
	for _, r := range condition.All(a.w.Config, containers) {
		cause, reason := r.Unsound(a.w.Ending(r.Service))
		if cause != "" && r.Container.State.Status == "exited" && !a.w.Asked(r.Service) && !a.w.Excused(r.Service) {
			return &unconfirmed{diagnose.Unrecoverable{Cause: cause, Service: r.Service}, reason, true}
		}
	}
	return nil
}
