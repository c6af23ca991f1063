package sandbox

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/evidence"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/ports/holder"
	"github.com/seed-491dada8/sandbox/stack"
)

const (
	// logLines of each service are looked at for a cause.
	logLines = 400

	// factsWithin bounds the time for collecting the facts of a failure, and
	// evidenceWithin that for its evidence, once the verdict has been shown.
	factsWithin    = 5 * time.Second
	evidenceWithin = finishWithin
)

// notReady explains a gate that did not pass, shows it, and keeps the evidence.
// Started is what `docker compose up` wrote, if that is what failed.
func (a *attempt) notReady(ctx context.Context, verdict gate.Report, started string) error {
	limited, cancel := context.WithTimeout(ctx, factsWithin)
	defer cancel()
	findings := diagnose.Diagnose(a.facts(limited, &verdict, started))
	a.spareOtherData(limited, findings)
	explain(&verdict, findings, started != "")
	takeVerdict(a.document, verdict)
	explainChecks(a.document, findings)
	a.console.Report(verdict)
	go a.end() // while the evidence is kept
	keeping, cancel := context.WithTimeout(ctx, evidenceWithin)
	defer cancel()
	path, err := a.keep(keeping, reportText(verdict, findings))
	if path != "" {
		a.document.Evidence = relative(a.Instance.Dir, path)
		a.console.Doing("evidence: " + a.document.Evidence)
	}
	if err != nil {
		a.console.Doing(fmt.Sprintf("not all of the evidence could be kept: %v", err))
	}
	return outcome.NotReady(a.unready(verdict.Duration, findings))
}

// relative is a path as it is typed in the instance's directory.
func relative(dir, path string) string {
	if short, err := filepath.Rel(dir, path); err == nil {
		return short
	}
	return path
}

// explain puts findings in place of the checks' own details. A check that was
// cut short by a start that failed, and shows no fault of its own, was not
// tried to the end.
func explain(verdict *gate.Report, findings []diagnose.Finding, started bool) {
	for _, f := range findings {
		i := slices.IndexFunc(verdict.Checks, func(r gate.Result) bool { return r.Name == f.Check })
		if i < 0 { // of the start itself
			if f.Follows == "" {
				verdict.Unsettled = errors.New(strings.Join(lines(f), "\n"))
			}
			continue
		}
		check := &verdict.Checks[i]
		if started && check.Unrecoverable == nil && slices.Contains(ofAStart, f.Cause) {
			check.Status, check.Message, check.Details = gate.Skipped, "skipped (the start failed)", nil
			continue
		}
		check.Details = lines(f)
	}
}

// ofAStart are the causes that a service shows while it is still starting.
var ofAStart = []diagnose.Cause{
	diagnose.ConnectionRefused, diagnose.Timeout, diagnose.DatabaseStarting, diagnose.HTTPStatus, diagnose.WrongBody,
	diagnose.NoLeader, diagnose.WorkerMissing, diagnose.Unknown,
}

func lines(f diagnose.Finding) []string {
	if f.Hint == "" {
		return f.Details
	}
	return append(slices.Clone(f.Details), "try: "+f.Hint)
}

// facts are what can be known of a failure now.
func (a *attempt) facts(ctx context.Context, verdict *gate.Report, started string) diagnose.Facts {
	f := diagnose.Facts{Project: a.Instance.ID, Compose: started}
	containers, current := a.watch.newestLook()
	if !current {
		containers, f.Engine = a.Project.Containers(ctx)
	}
	f.Mask = a.Mask(containers)
	if f.Engine == nil {
		a.watch.recall(containers)
		a.revoke(verdict, containers)
		a.document.Services = a.services(containers)
		f.Services = a.serviceFacts(ctx, *verdict, containers)
	}
	for _, r := range verdict.Checks {
		if r.Status == gate.Failed {
			f.Checks = append(f.Checks, a.checkFacts(r))
		}
	}
	if why := a.unasked(containers); why != nil {
		f.Checks = append(f.Checks, startFacts(why))
	} else if len(f.Checks) == 0 {
		f.Checks = append(f.Checks, startFacts(verdict.Unsettled))
	}
	return f
}

// unasked is what is wrong with a service that ended and that no check asks: none
// would tell of it.
func (o *session) unasked(containers []docker.Container) error {
	for _, service := range o.Config.Names() {
		c, found := newest(containers, service)
		cause, reason := unsound(service, c, found, false)
		if cause == diagnose.ContainerExited && !o.asked(service) {
			return &unconfirmed{diagnose.Unrecoverable{Cause: cause, Service: service}, reason, true}
		}
	}
	return nil
}

// startFacts stand for the stack as a whole, where no check is to blame.
func startFacts(err error) diagnose.FailedCheck {
	var why *unconfirmed
	if !errors.As(err, &why) {
		return diagnose.FailedCheck{Err: err}
	}
	return diagnose.FailedCheck{Err: err, Unrecoverable: &why.Unrecoverable, Services: []string{why.Service}}
}

// revoke takes back the verdict on checks that had passed, and whose service is
// dead now, since Compose may have replaced the container that answered, or is
// what the gate was not confirmed for.
func (a *attempt) revoke(verdict *gate.Report, containers []docker.Container) {
	var doubt *unconfirmed
	errors.As(verdict.Unsettled, &doubt)
	failed := make(map[string]bool)
	for i := range verdict.Checks {
		r := &verdict.Checks[i]
		declared := a.Stack.Check(r.Name)
		for _, service := range a.Configured(declared.Services) {
			why := diagnose.Unrecoverable{Cause: dead(newest(containers, service)), Service: service}
			if doubt != nil && doubt.Service == service {
				why, r.Err, verdict.Unsettled = doubt.Unrecoverable, doubt, nil
			}
			if why.Cause != "" && r.Status == gate.Passed {
				r.Status, r.Message, r.Unrecoverable = gate.Failed, declared.Failed, &why
			}
		}
		for _, need := range declared.Needs {
			if failed[need] && r.Status == gate.Passed {
				r.Status, r.Message = gate.Skipped, fmt.Sprintf("skipped (%s not ready)", strings.ToLower(need))
			}
		}
		failed[r.Name] = r.Status != gate.Passed
	}
}

func (a *attempt) checkFacts(r gate.Result) diagnose.FailedCheck {
	declared := a.Stack.Check(r.Name)
	check := diagnose.FailedCheck{
		Name: r.Name, Err: r.Err, Unrecoverable: r.Unrecoverable,
		Services: a.Configured(declared.Services), Uses: slices.Concat(declared.Needs, declared.Uses),
	}
	var unregistered *stack.Unregistered
	if errors.As(r.Err, &unregistered) {
		check.Missing = unregistered.Services
	}
	return check
}

// serviceFacts asks the engine for the logs of what may be to blame, all at
// once, and who holds the ports that are not published.
func (a *attempt) serviceFacts(ctx context.Context, verdict gate.Report, containers []docker.Container) []diagnose.ServiceFacts {
	names := a.Config.Names()
	services := make([]diagnose.ServiceFacts, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			c, found := newest(containers, name)
			services[i] = a.service(ctx, name, c, found)
			if found && a.suspect(verdict, name, c) {
				services[i].Container.Log = a.Project.LogTail(ctx, c.ID, logLines)
			}
		})
	}
	all.Wait()
	return services
}

// suspect tells whether a service may be to blame: its container has had
// trouble, or what asks it has failed.
func (a *attempt) suspect(verdict gate.Report, service string, c docker.Container) bool {
	failed := func(r gate.Result) bool {
		return r.Status == gate.Failed && slices.Contains(a.Stack.Check(r.Name).Services, service)
	}
	return !c.Up() || c.RestartCount > 0 || c.Health() == "unhealthy" || slices.ContainsFunc(verdict.Checks, failed)
}

func (a *attempt) service(ctx context.Context, name string, c docker.Container, found bool) diagnose.ServiceFacts {
	e := a.Endpoint(name)
	s := diagnose.ServiceFacts{Name: name, URL: e.URL, Address: e.Address}
	if found {
		s.Container = containerFacts(c)
	}
	if port := a.unpublished(name, c); port != 0 {
		s.Unpublished = true
	}
	if e.Address != "" && (!found || !c.Up() || s.Unpublished) {
		binding := ports.Binding{Service: name, Host: a.Instance.Bind.String(), Port: a.Instance.Ports[a.Stack.Service(name).Ports[0].Variable]}
		if a.Instance.Machine == "" {
			binding.Host = workspace.Dialable(a.Instance.Bind).String()
			s.FindHolder = holder.Command(runtime.GOOS, binding)
		}
		if taken, err := a.taken(ctx, []ports.Binding{binding}); err == nil && len(taken) > 0 {
			holder, foreign := a.holders(ctx, taken, a.Instance.ID)[binding]
			s.Holder, s.Taken = holder, foreign || !a.publishes(binding)
		}
		if b, squatted := a.squatted(name); squatted {
			s.Holder = a.squatters[b]
		}
	}
	return s
}

// publishes reports whether a container of the instance publishes a port.
func (a *attempt) publishes(b ports.Binding) bool {
	containers, _ := a.watch.newestLook()
	return slices.ContainsFunc(containers, func(c docker.Container) bool { return c.Publishes(b) })
}

func containerFacts(c docker.Container) *diagnose.ContainerFacts {
	ago := func(at time.Time) time.Duration {
		if at.Year() < 2000 { // never
			return 0
		}
		return max(time.Since(at), time.Millisecond)
	}
	return &diagnose.ContainerFacts{
		Name: c.ShortName(), State: c.State.Status, ExitCode: c.State.ExitCode, Error: c.State.Error,
		OOMKilled: c.State.OOMKilled, Restarts: c.RestartCount, Started: ago(c.State.StartedAt), Finished: ago(c.State.FinishedAt),
		Health: c.Health(), HealthOutput: c.HealthOutput(),
	}
}

// keep puts the evidence of a failure aside, as much as can be kept, and returns
// where; "" if there is no folder for it.
func (a *attempt) keep(ctx context.Context, verdict string) (string, error) {
	state, err := instance.StateDir(a.Instance.Dir)
	if err != nil {
		return "", err
	}
	containers, _ := a.watch.newestLook()
	f, err := evidence.New(state, time.Now(), a.Mask(containers))
	if err != nil {
		return "", err
	}
	return f.Path, errors.Join(a.keepAll(ctx, f, verdict)...)
}
