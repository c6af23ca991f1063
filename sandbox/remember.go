package sandbox

import (
	"fmt"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/report"
)

// starts are those that are remembered of the instance, the oldest first.
func (o *session) starts() ([]history.Start, error) {
	state, err := instance.StateDir(o.Instance.Dir)
	if err != nil {
		return nil, err
	}
	starts, skipped, err := history.Read(state)
	if skipped > 0 { // the next start leaves them out
		o.console.Doing(fmt.Sprintf("skipped what is no start in .sandbox/%s: %s", history.File, plural(skipped, "line")))
	}
	return starts, err
}

// usual is what a start of the instance takes, from containers as they are now.
// That the history cannot be read is no reason not to start.
func (o *session) usual(containers []docker.Container) history.Usual {
	starts, err := o.starts()
	if err != nil {
		o.console.Doing(fmt.Sprintf("how long a start usually takes is not known: %v", err))
	}
	kind := history.Cold
	if slices.ContainsFunc(containers, func(c docker.Container) bool { return c.Up() && o.asked(c.Service()) }) {
		kind = history.Warm
	}
	return history.UsualOf(starts, kind)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// remember keeps how long a start took that had a verdict, draws what the time
// went into, and says if that was much longer than usual.
func (a *attempt) remember(err error) {
	passed := err == nil
	if a.timeline == nil || !passed && ExitCode(err) != ExitNotReady {
		return
	}
	took := time.Since(a.timeline.begun)
	spans := a.timeline.report(a.session, passed)
	a.document.Timeline = spans
	start := history.Start{
		Instance: a.Instance.ID, Time: time.Now().UTC().Truncate(time.Millisecond), Passed: passed, Kind: a.kind(spans),
		Total: seconds(took), Checks: a.timeline.checks(a.session),
	}
	for _, s := range spans {
		start.Services = append(start.Services, history.Span(s))
	}
	if passed {
		a.console.Waterfall(bars(spans), took)
		if slow, is := a.usual.Slow(start); is {
			a.console.Slow(console.Slow(slow))
		}
	}
	if err := a.add(start); err != nil {
		a.console.Doing(fmt.Sprintf("how long this start took is not remembered: %v", err))
	}
}

func (o *session) add(start history.Start) error {
	state, err := instance.StateDir(o.Instance.Dir)
	if err != nil {
		return err
	}
	return history.Add(state, start)
}

// kind tells whether the services that checks ask were started, all or none.
func (o *session) kind(spans []report.Span) history.Kind {
	asked := slices.DeleteFunc(slices.Clone(spans), func(s report.Span) bool { return !o.asked(s.Service) })
	started := func(s report.Span) bool { return s.Started != nil }
	switch {
	case !slices.ContainsFunc(asked, started):
		return history.Warm
	case slices.ContainsFunc(asked, func(s report.Span) bool { return !started(s) }):
		return history.Partial
	default:
		return history.Cold
	}
}

// bars are spans as they are drawn.
func bars(spans []report.Span) []console.Bar {
	at := func(seconds *float64) time.Duration {
		if seconds == nil {
			return 0
		}
		return max(1, time.Duration(*seconds*float64(time.Second)))
	}
	var bars []console.Bar
	for _, s := range spans {
		bars = append(bars, console.Bar{Name: s.Service, Created: at(s.Created), Started: at(s.Started), Ready: at(s.Ready)})
	}
	return bars
}
