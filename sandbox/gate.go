package sandbox

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/lock"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/startup"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// GateOptions say how to run the gate.
type GateOptions struct {
	Timeout time.Duration // 0 means [gate.DefaultTimeout]
}

// Gate reports whether the running stack is ready, and starts nothing. While another
// command starts or stops the instance, it waits. The exit code is 2 if the stack is not
// ready, or was never started.
func (s Sandbox) Gate(ctx context.Context, options GateOptions) (report.Report, error) {
	r := report.New()
	return conclude(ctx, r, s.gate(ctx, options, r))
}

func (s Sandbox) gate(ctx context.Context, options GateOptions, r *report.Report) error {
	timeout, err := gateTimeout(options.Timeout)
	if err != nil {
		return err
	}
	in, err := s.instance(ctx)
	if err != nil {
		return err
	}
	other := s.otherCommand(in.Dir)
	w, containers, err := s.survey(ctx, in)
	identify(r, w)
	if err != nil {
		return err
	}
	if len(containers) == 0 && other == nil {
		r.Services = startup.Services(w, nil)
		shown := *r
		s.emit(report.Event{Kind: report.EventVerdict, Report: &shown})
		return notStarted(w.Instance.ID)
	}
	return startup.Attempt{
		Workspace: w, Identity: identity.Owner(w.Stack, w.Instance), Foreign: preflight.FindForeignListeners(ctx, w),
		Containers: containers, Timeout: timeout, Other: other, Progress: s.Progress,
	}.Run(ctx, r)
}

// otherCommand returns a function that waits for another command that starts or stops the
// instance in a directory now. It returns nil if there is none.
func (s Sandbox) otherCommand(dir string) func(context.Context) error {
	if !lock.Busy(dir) {
		return nil
	}
	s.step(waitingForOther)
	return func(ctx context.Context) error {
		release, err := lock.Acquire(ctx, dir, func() {})
		if err == nil {
			release()
		}
		return err
	}
}

// identify says which instance a report is about.
func identify(r *report.Report, w workspace.Workspace) {
	r.Instance, r.Slot, r.Links = w.Instance.ID, new(w.Instance.Slot), w.Links()
}

// notStarted returns the error for an instance without containers.
func notStarted(id string) error {
	fact := fmt.Sprintf("instance %s is not started", id)
	return outcome.NotReady(&outcome.Explained{
		Text:    fact + "; `mage sandbox:up` starts it",
		Details: report.Error{Message: fact, Cause: string(diagnose.NotCreated), Hint: "mage sandbox:up"},
	})
}

// MaxTimeout is the longest timeout of a gate. A longer one is most likely a mistake.
const MaxTimeout = 24 * time.Hour

// gateTimeout returns the timeout of a gate, or an error if it is negative or too long.
func gateTimeout(timeout time.Duration) (time.Duration, error) {
	if timeout < 0 || timeout > MaxTimeout {
		return 0, fmt.Errorf("a timeout of %s makes no sense: it must be greater than zero and at most %s", timeout, MaxTimeout)
	}
	return cmp.Or(timeout, gate.DefaultTimeout), nil
}
