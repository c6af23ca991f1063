package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/report"
)

// GateOptions say how to run the gate.
type GateOptions struct {
	// Timeout is a duration such as 90s, or a number of seconds. Empty means
	// [gate.DefaultTimeout].
	Timeout string
	JSON    bool // write a [report.Report]
}

// Gate asks whether what is running is ready, and starts nothing. The exit
// code is 2 if it is not, or was never started.
func (s Sandbox) Gate(ctx context.Context, options GateOptions) error {
	document := report.New()
	return s.answer(ctx, options.JSON, document, func(s Sandbox) error { return s.gate(ctx, options, document) })
}

func (s Sandbox) gate(ctx context.Context, options GateOptions, document *report.Report) error {
	timeout, err := parseTimeout(options.Timeout)
	if err != nil {
		return err
	}
	o, err := s.find()
	if err != nil {
		return err
	}
	containers, err := o.survey(ctx)
	identify(document, o)
	if err != nil {
		return err
	}
	if len(containers) == 0 {
		o.console.GateFailed()
		document.Services = o.services(nil)
		return outcome.NotReady(&outcome.Explained{
			Text:    fmt.Sprintf("instance %s is not started; `mage sandbox:up` starts it", o.Instance.ID),
			Details: report.Error{Message: fmt.Sprintf("instance %s is not started", o.Instance.ID), Cause: string(diagnose.NotCreated), Hint: "mage sandbox:up"},
		})
	}
	o.findSquatters(ctx)
	return o.wait(ctx, timeout, containers, nil, document)
}

// checks are the stack's, for the services that this instance has. A check
// without any service is left out.
func (o *session) checks(w *watch) []gate.Check {
	var checks []gate.Check
	for _, c := range o.Checks() {
		services := o.Configured(c.Services)
		probe := together(o.probes(w, services))
		if c.Probe != nil {
			probe = o.probeOf(c, w.running)
		}
		counted := func(text string) string { return strings.ReplaceAll(text, "%d", strconv.Itoa(len(services))) }
		checks = append(checks, gate.Check{
			Name: c.Name, Needs: o.EnabledChecks(c.Needs), Probe: probe, Context: w.within(c.Name),
			Passed: counted(c.Passed), Failed: counted(c.Failed), Skipped: counted(c.Skipped),
		})
	}
	return checks
}

func (o *session) probes(w *watch, services []string) []gate.Probe {
	var probes []gate.Probe
	for _, name := range services {
		if probe := o.Stack.Service(name).Probe; probe != nil {
			probes = append(probes, w.once(name, made(probe(o.Endpoint(name)), "service "+name)))
		}
	}
	return probes
}

// made returns a probe that a function of the declaration has made. If it has made none,
// made returns a probe that says so.
func made(probe gate.Probe, declared string) gate.Probe {
	if probe != nil {
		return probe
	}
	return func(context.Context) error {
		return fmt.Errorf("%s is declared wrongly: its Probe function returns nil", declared)
	}
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

// awaited are the checks with the services whose logs tell of them, and how long
// each usually takes.
func (o *session) awaited(usual history.Usual) []console.Awaited {
	var awaited []console.Awaited
	for _, c := range o.Checks() {
		awaited = append(awaited, console.Awaited{Check: c.Name, Services: o.Configured(c.Services), Needs: o.EnabledChecks(c.Needs), Usually: usual.Check(c.Name)})
	}
	return awaited
}

// maxTimeout bounds what anybody can mean to wait.
const maxTimeout = 24 * time.Hour

// parseTimeout reads 90s and 2m, and plain seconds, which the original tool took.
func parseTimeout(text string) (time.Duration, error) {
	if text == "" {
		return gate.DefaultTimeout, nil
	}
	timeout, err := time.ParseDuration(text)
	if _, plain := strconv.ParseFloat(text, 64); plain == nil {
		timeout, err = time.ParseDuration(text + "s")
	}
	if err != nil || timeout <= 0 || timeout > maxTimeout {
		return 0, fmt.Errorf("-timeout=%s: it must be a time greater than zero and of a day at most, such as 120s, 2m or 120", text)
	}
	return timeout, nil
}
