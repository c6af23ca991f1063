// Package startup makes one attempt at a running stack: it runs the gate while Compose
// starts the services, and explains a failure.
package startup

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/probes"
	"github.com/seed-491dada8/sandbox/internal/secret"
	"github.com/seed-491dada8/sandbox/internal/timeline"
	"github.com/seed-491dada8/sandbox/internal/watch"
	"github.com/seed-491dada8/sandbox/report"
)

// Run runs the gate and fills in the report. If the stack is not ready, the report says
// why, and Run returns an error with the exit code.
func (a Attempt) Run(ctx context.Context, r *report.Report) error {
	return (&attempt{Attempt: a, w: a.Workspace, report: r, started: make(chan struct{})}).run(ctx)
}

func (a *attempt) run(ctx context.Context) error {
	starting, interrupt := context.WithCancel(ctx)
	ctx, cancel := context.WithCancelCause(ctx)
	a.cancel, a.interrupt = cancel, interrupt
	if a.Start != nil {
		a.usual, a.timeline, a.key = a.usualStart(), timeline.New(time.Now()), a.w.Project.SourceHash()
	}
	a.watch = watch.Start(ctx, a.w, a.Foreign, a.Containers, a.timeline)
	a.end = sync.OnceFunc(a.finish)
	defer a.end()
	asker := probes.Asker{Workspace: a.w, Foreign: a.Foreign, Running: a.watch.Running, Listed: a.listed, Answered: a.noteAnswer, Now: a.watch.Now}
	g := a.gate(asker.Checks(a.watch.Within), a.w.Mask(a.Containers))
	a.emit(report.Event{Kind: report.EventGate, Awaited: a.awaited(), Timeout: a.Timeout.Seconds()})
	go a.start(starting)
	a.beside.Go(func() { a.followLogs(ctx) })

	a.shown.begun = time.Now()
	verdict, err := g.Run(ctx)
	err = a.conclude(context.WithoutCancel(ctx), verdict, err)
	a.endGate()
	a.remember(err)
	return err
}

// gate returns the gate, whose events are shown.
func (a *attempt) gate(checks []gate.Check, mask secret.Mask) gate.Gate {
	return gate.Gate{
		Checks: checks, Timeout: a.Timeout,
		Settle: func(ctx context.Context) error {
			if !a.isBusy() {
				return a.settle(ctx)
			}
			a.showRest(errUnfinished)
			defer a.showRest(nil)
			return a.settle(ctx)
		},
		Guard:   a.guard,
		Confirm: func(ctx context.Context) error { err := a.confirm(ctx); a.showRest(err); return err },
		Notify:  func(e gate.Event) { a.watch.Notify(e); a.showAttempt(e, mask); a.takeBack() },
	}
}

// showRest reports why the gate waits although its checks pass; nil ends that.
func (a *attempt) showRest(why error) {
	e := report.Event{Kind: report.EventRest}
	if why != nil {
		e.Text = why.Error()
	}
	a.emit(e)
}

// awaited returns the checks, the services whose logs tell of them, and how long each
// usually takes.
func (a *attempt) awaited() []report.Awaited {
	var awaited []report.Awaited
	for _, c := range a.w.Checks() {
		awaited = append(awaited, report.Awaited{
			Check: c.Name, Services: notNull(a.w.Configured(c.Services)), Needs: notNull(a.w.EnabledChecks(c.Needs)), Usually: a.usual.Check(c.Name).Seconds(),
		})
	}
	return awaited
}

// notNull returns a list that JSON does not write as null.
func notNull(names []string) []string { return append([]string{}, names...) }

func (a *attempt) start(ctx context.Context) {
	defer close(a.started)
	if a.Other != nil {
		if err := a.Other(ctx); err != nil {
			a.cancel(err)
			return
		}
	}
	if a.Start != nil {
		err := a.Start(ctx)
		if errors.Is(err, context.Canceled) { // perhaps by Ctrl-C, and not by us
			a.cancel(err)
			return
		}
		if err != nil {
			a.cancel(&startError{err})
			return
		}
	}
	if a.Unchanged {
		a.watch.NothingStarted()
		return
	}
	a.watch.ComposeFinished()
}

// lookPause is the time between two looks at the newest list of the containers.
const lookPause = 50 * time.Millisecond

// guard waits until a service that no check asks cannot come up any more, and returns why.
func (a *attempt) guard(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(lookPause):
			if err := a.beyondHelp(); err != nil {
				return err
			}
		}
	}
}

var errUnfinished = errors.New("docker compose up has not finished")

// settle waits until Compose is done. Until then Compose may still replace a container
// that answers.
func (a *attempt) settle(ctx context.Context) error {
	for waiting := true; waiting; {
		select {
		case <-a.started:
			waiting = false
		case <-ctx.Done():
			waiting = false
		case <-time.After(lookPause):
			a.takeBack()
		}
	}
	select { // if both are ready, a select takes either
	case <-a.started:
		return a.list(ctx)
	default:
		return fmt.Errorf("%w: %w", errUnfinished, context.Cause(ctx))
	}
}

// list waits for the list of the containers that the verdict needs. The services are asked
// after it once more, so that PASSED is no older than their answers.
func (a *attempt) list(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	_, err := a.watch.Current(ctx)
	return err
}

// finish stops what goes on beside the gate. Compose may finish first.
func (a *attempt) finish() {
	patience := time.NewTimer(finishWithin)
	a.cancel(nil)
	if a.Start == nil {
		a.interrupt()
	}
	select {
	case <-a.started:
	case <-patience.C:
	}
	a.interrupt()
	<-a.started
	<-a.watch.Done()
	a.beside.Wait()
}

// listed returns the newest list of the containers.
func (a *attempt) listed() []docker.Container {
	containers, _ := a.watch.Newest()
	return containers
}
