package sandbox

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
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/ports"
)

// GateOptions say how to run the gate.
type GateOptions struct {
	// Timeout is a duration such as 90s, or a number of seconds. Empty means
	// [gate.DefaultTimeout].
	Timeout string
}

// Gate asks whether what is running is ready, and starts nothing. The exit
// code is 2 if it is not, or was never started.
func (s Sandbox) Gate(ctx context.Context, options GateOptions) error {
	timeout, err := parseTimeout(options.Timeout)
	if err != nil {
		return err
	}
	o, err := s.open(ctx)
	if err != nil {
		return err
	}
	containers, err := o.containers(ctx)
	if err != nil {
		return err
	}
	if len(containers) == 0 {
		o.console.GateFailed()
		return notReady(fmt.Errorf("instance %s is not started; `mage sandbox:up` starts it", o.in.ID))
	}
	return o.runGate(ctx, timeout, containers, nil)
}

// runGate polls the stack's checks beside start, if there is anything to
// start, and shows what they found. Whoever reads the report of a failure
// learns why; the error says that there was one.
func (o *session) runGate(ctx context.Context, timeout time.Duration, containers []compose.Container, start func() error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	w := o.startWatch(ctx, containers, start != nil)
	started := make(chan struct{})
	defer func() {
		cancel(nil)
		<-w.done
		letFinish(started)
	}()
	go func() {
		defer close(started)
		if err := call(start); err != nil {
			cancel(&startError{err})
			return
		}
		w.composeFinished()
	}()

	checks := o.checks(w)
	progress := o.console.StartProgress(o.awaited(checks), timeout)
	report, err := gate.Gate{
		Checks:  checks,
		Timeout: timeout,
		Settle:  func(ctx context.Context) error { return settled(ctx, started) },
		Confirm: func(ctx context.Context) error { return o.sound(ctx, cancel) },
		Notify:  func(e gate.Event) { w.notify(e); progress.Notify(e) },
	}.Run(ctx)
	progress.Stop()

	var failed *startError
	var lost *Hopeless
	switch {
	case errors.As(err, &failed):
		return o.explain(context.WithoutCancel(ctx), failed.err)
	case err != nil && !errors.As(err, &lost):
		return notTried(errors.New("interrupted; what was started is left as it is"))
	}
	o.console.Report(report)
	if report.Passed {
		return nil
	}
	return notReady(fmt.Errorf("instance %s is not ready after %s; `mage sandbox:status` shows its containers, `mage sandbox:logs` what they say",
		o.in.ID, report.Duration.Round(100*time.Millisecond)))
}

// letFinish gives Compose some time to start the rest after an early verdict:
// what it leaves half done would be in the way of the next start.
func letFinish(started <-chan struct{}) {
	select {
	case <-started:
	case <-time.After(10 * time.Second):
	}
}

// startError is why Compose could not start the stack.
type startError struct{ err error }

func (e *startError) Error() string { return e.err.Error() }
func (e *startError) Unwrap() error { return e.err }

func call(start func() error) error {
	if start == nil {
		return nil
	}
	return start()
}

// settled waits until Compose is done: until then it may still replace a
// container that answers.
func settled(ctx context.Context, started <-chan struct{}) error {
	select {
	case <-started:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("docker compose up has not finished: %w", context.Cause(ctx))
	}
}

// sound wants every container of the stack to be up, or done, and every
// declared port to be published by the instance's own. A container that no
// check asks is lost for good when it is dead.
func (o *session) sound(ctx context.Context, giveUp context.CancelCauseFunc) error {
	containers, err := o.project.Containers(ctx)
	if err != nil {
		return err
	}
	for _, service := range o.config.Names() {
		c, found := newest(containers, service)
		asked := o.asked(service)
		if !found {
			return fmt.Errorf("container %s was not created", service)
		}
		if why := unsound(service, c, asked); why != "" {
			if !asked && !c.State.Restarting && c.Health() != "unhealthy" {
				giveUp(&Hopeless{Service: service, Reason: why})
			}
			return errors.New(why)
		}
		for _, p := range o.stack.service(service).Ports {
			if b := (ports.Binding{Service: service, Port: o.in.Ports[p.Variable]}); !c.Publishes(b) {
				return fmt.Errorf("port %d is not published by container %s of this instance: somebody else answers there", b.Port, service)
			}
		}
	}
	return nil
}

// asked tells whether some check asks the service.
func (o *session) asked(service string) bool {
	return slices.ContainsFunc(o.stack.Checks, func(c Check) bool { return slices.Contains(c.Services, service) })
}

// checks are the stack's, for the services that this instance has. A check
// without any service is left out.
func (o *session) checks(w *watch) []gate.Check {
	var checks []gate.Check
	for _, c := range o.stack.Checks {
		services := o.present(c.Services)
		if len(services) == 0 {
			continue
		}
		probe := together(o.probes(w, services))
		if c.Probe != nil {
			probe = c.Probe(o.endpoint, services)
		}
		counted := func(text string) string { return strings.ReplaceAll(text, "%d", strconv.Itoa(len(services))) }
		checks = append(checks, gate.Check{
			Name: c.Name, Needs: c.Needs, Probe: probe, Context: w.within(c.Name),
			Passed: counted(c.Passed), Failed: counted(c.Failed), Skipped: counted(c.Skipped),
		})
	}
	return checks
}

func (o *session) probes(w *watch, services []string) []gate.Probe {
	var probes []gate.Probe
	for _, name := range services {
		if probe := o.stack.service(name).Probe; probe != nil {
			probes = append(probes, w.once(name, probe(o.endpoint(name))))
		}
	}
	return probes
}

// together is a probe that asks several at once and wants all of them to pass.
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

// awaited are the checks with the services whose logs tell of them.
func (o *session) awaited(checks []gate.Check) []console.Awaited {
	var awaited []console.Awaited
	for _, c := range o.stack.Checks {
		if slices.ContainsFunc(checks, func(g gate.Check) bool { return g.Name == c.Name }) {
			awaited = append(awaited, console.Awaited{Check: c.Name, Services: o.present(c.Services)})
		}
	}
	return awaited
}

// parseTimeout reads 90s and 2m, and plain seconds, which the original tool took.
func parseTimeout(text string) (time.Duration, error) {
	if text == "" {
		return gate.DefaultTimeout, nil
	}
	timeout, err := time.ParseDuration(text)
	if seconds, plain := strconv.ParseFloat(text, 64); plain == nil {
		timeout, err = time.Duration(seconds*float64(time.Second)), nil
	}
	if err != nil || timeout <= 0 {
		return 0, notTried(fmt.Errorf("-timeout=%s: it must be a time greater than zero, such as 120s, 2m or 120", text))
	}
	return timeout, nil
}

// healthy tells whether a container's health is good: Docker's own word where
// there is a healthcheck, and until that has one, or where there is none, a
// live answer.
func healthy(c compose.Container, answers bool) bool {
	switch {
	case !c.Up():
		return false
	case c.Health() == "healthy":
		return true
	case c.Health() == "unhealthy":
		return false
	default:
		return answers
	}
}
