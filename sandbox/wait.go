package sandbox

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/failure"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/secret"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
)

const (
	// logsAfter is the wait after which the services' log lines are shown. A
	// start that goes well is over by then, and is not slowed.
	logsAfter = 3 * time.Second

	// finishWithin is the time that Compose has to start the rest after an
	// early verdict, because containers that it leaves half started are in the
	// way of the next start. With the second that proc gives an interrupted
	// command, the program ends within 5 s of a verdict.
	finishWithin = 2500 * time.Millisecond
)

// wait runs the gate, with start beside it if there is anything to start, and
// shows what was found. Whoever reads the report of a failure learns why; the
// error says that there was one, and document has it all.
func (o *session) wait(ctx context.Context, timeout time.Duration, containers []docker.Container, start func(context.Context) error, document *report.Report) error {
	starting, interrupt := context.WithCancel(ctx)
	ctx, cancel := context.WithCancelCause(ctx)
	a := &attempt{session: o, document: document, cancel: cancel, interrupt: interrupt, started: make(chan struct{})}
	if start != nil {
		a.usual, a.timeline, a.key = o.usual(containers), newTimeline(), o.Project.Key()
	}
	a.watch = o.startWatch(ctx, containers, a.timeline)
	a.end = sync.OnceFunc(a.finish)
	defer a.end()
	checks, mask := o.checks(a.watch), o.Mask(containers)
	a.progress = o.console.StartProgress(starting, o.awaited(a.usual), timeout)
	go a.start(starting, start)
	a.beside.Go(func() { a.followLogs(ctx) })

	verdict, err := gate.Gate{
		Checks: checks, Timeout: timeout,
		Settle: func(ctx context.Context) error {
			a.progress.Rest(errUnfinished)
			defer a.progress.Rest(nil)
			return a.settle(ctx)
		},
		Confirm: func(ctx context.Context) error { err := a.confirm(ctx); a.progress.Rest(err); return err },
		Notify:  func(e gate.Event) { a.watch.notify(e); a.progress.Notify(masked(e, mask)) },
	}.Run(ctx)
	a.progress.Stop()
	err = a.conclude(context.WithoutCancel(ctx), verdict, err)
	a.remember(err)
	return err
}

// masked returns an event of the gate without the secrets that a server may have
// answered with.
func masked(e gate.Event, mask secret.Mask) gate.Event {
	if e.Err != nil {
		e.Err = errors.New(mask.Text(plain.Text(e.Err.Error())))
	}
	return e
}

// attempt is one run of the gate and what goes on beside it.
type attempt struct {
	*session
	document  *report.Report
	cancel    context.CancelCauseFunc
	interrupt context.CancelFunc // of Compose
	watch     *watch
	progress  *console.Progress
	usual     history.Usual // of a start
	timeline  *timeline     // of a start, otherwise nil
	key       string        // what the stack was made of as it was started
	started   chan struct{} // closed when Compose is done
	beside    sync.WaitGroup
	end       func() // stops all that goes on beside the gate, once
}

// startError is why Compose could not start the stack.
type startError struct{ err error }

func (e *startError) Error() string { return e.err.Error() }
func (e *startError) Unwrap() error { return e.err }

func (a *attempt) start(ctx context.Context, start func(context.Context) error) {
	defer close(a.started)
	if start != nil {
		err := start(ctx)
		if errors.Is(err, context.Canceled) { // perhaps by Ctrl-C, and not by us
			a.cancel(err)
			return
		}
		if err != nil {
			a.cancel(&startError{err})
			return
		}
	}
	a.watch.composeFinished()
}

// followLogs shows the newest log line of each service that is being tried,
// when the wait is long.
func (a *attempt) followLogs(ctx context.Context) {
	followed := make(map[string]run)
	for pause := logsAfter; ; pause = time.Second {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		for service, run := range a.watch.tried() {
			if run == followed[service] {
				continue
			}
			followed[service] = run
			containers, _ := a.watch.newestLook()
			mask := a.Mask(containers)
			a.beside.Go(func() {
				a.Project.Follow(ctx, run.container, func(line string) { a.progress.Log(service, diagnose.Line(mask.Text(plain.Line(line)))) })
			})
		}
	}
}

var errUnfinished = errors.New("docker compose up has not finished")

// settle waits until Compose is done: until then it may still replace a
// container that answers.
func (a *attempt) settle(ctx context.Context) error {
	select {
	case <-a.started:
	case <-ctx.Done():
	}
	select { // of two that are ready, a select takes any
	case <-a.started:
		return context.Cause(ctx)
	default:
		return fmt.Errorf("%w: %w", errUnfinished, context.Cause(ctx))
	}
}

// unconfirmed is why a gate whose checks have all passed may not: a container,
// and what is wrong with it.
type unconfirmed struct {
	diagnose.Unrecoverable
	reason string
	final  bool
}

func (u *unconfirmed) Error() string        { return u.reason }
func (u *unconfirmed) Is(target error) bool { return u.final && target == gate.ErrFinal }

// confirm wants every container of the stack to be up, or done, and every
// declared port to be published by the instance's own.
func (a *attempt) confirm(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, gate.DefaultProbeTimeout)
	defer cancel()
	containers, err := a.watch.current(ctx)
	if err != nil {
		return err
	}
	for _, service := range a.Config.Names() {
		c, found := newest(containers, service)
		cause, reason := unsound(service, c, found, a.asked(service))
		if port := a.unpublished(service, c); cause == "" && port != 0 {
			cause, reason = diagnose.ForeignListener, fmt.Sprintf("port %d is not published by container %s of this instance", port, service)
		}
		if cause == "" {
			continue
		}
		_, squatted := a.squatted(service)
		final := squatted || !a.asked(service) && dead(c, found) != "" // nobody else would end the gate
		return &unconfirmed{diagnose.Unrecoverable{Cause: cause, Service: service}, reason, final}
	}
	return nil
}

// unpublished is a declared port of the service that its container does not
// publish where it is asked, or 0. One that is done publishes none.
func (o *session) unpublished(service string, c docker.Container) int {
	for _, p := range o.Stack.Service(service).Ports {
		number := o.Instance.Ports[p.Variable]
		if c.Up() && !c.Publishes(ports.Binding{Port: number}) {
			return number
		}
	}
	if b, squatted := o.squatted(service); c.Up() && squatted {
		return b.Port
	}
	return 0
}

// conclude sorts the outcomes of the gate.
func (a *attempt) conclude(ctx context.Context, verdict gate.Report, err error) error {
	var failed *startError
	switch {
	case errors.As(err, &failed) && failure.Tried(a.Instance.ID, failed.err):
		verdict.Unsettled = nil // Compose's own words say it better
		return a.notReady(ctx, verdict, docker.Output(failed.err))
	case errors.As(err, &failed):
		takeCut(a.document, verdict, "the start failed")
		limited, cancel := context.WithTimeout(ctx, factsWithin)
		defer cancel()
		return a.startFailed(limited, failed.err)
	case errors.Is(err, context.Canceled):
		takeCut(a.document, verdict, "interrupted")
		if a.timeline == nil {
			return outcome.ErrInterrupted
		}
		return outcome.ErrStartInterrupted
	case err != nil:
		return err
	}
	if verdict.Passed {
		containers, _ := a.watch.newestLook()
		a.KeepFingerprint(a.key, containers)
		takeVerdict(a.document, verdict)
		a.document.Services = a.services(containers)
		a.console.Report(verdict)
		return nil
	}
	return a.notReady(ctx, verdict, "")
}

// finish stops all that goes on beside the gate. Compose may first finish.
func (a *attempt) finish() {
	patience := time.NewTimer(finishWithin)
	a.cancel(nil)
	select {
	case <-a.started:
	case <-patience.C:
	}
	a.interrupt()
	<-a.started
	<-a.watch.done
	a.beside.Wait()
}
