package startup

import (
	"fmt"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// starts returns the starts on record, the oldest first.
func (a *attempt) starts() ([]history.Start, error) {
	state, err := instance.StateDir(a.w.Instance.Dir)
	if err != nil {
		return nil, err
	}
	starts, skipped, err := history.Read(state)
	if skipped > 0 { // the next start leaves them out
		a.step("skipped what is no start in .sandbox/%s: %s", history.File, lines(skipped))
	}
	return starts, err
}

func lines(n int) string {
	if n == 1 {
		return "1 line"
	}
	return fmt.Sprintf("%d lines", n)
}

// usualStart returns how long a start from the containers as they are now usually takes.
// Without a history the start goes on.
func (a *attempt) usualStart() history.Usual {
	starts, err := a.starts()
	if err != nil {
		a.step("how long a start usually takes is not known: %v", err)
	}
	kind := history.Cold
	if slices.ContainsFunc(a.Containers, func(c docker.Container) bool { return c.Up() && decides(a.w, c.Service()) }) {
		kind = history.Warm
	}
	return history.UsualOf(starts, kind)
}

// remember records how long the start took, if it has a verdict, and says if that is much
// longer than usual.
func (a *attempt) remember(err error) {
	passed := err == nil
	if a.timeline == nil || !passed && outcome.ExitCode(err) != outcome.ExitNotReady {
		return
	}
	took := a.timeline.Elapsed()
	if !passed {
		a.report.Timeline = a.timeline.Spans(a.w, false)
	}
	spans := a.report.Timeline
	start := history.Start{
		Instance: a.w.Instance.ID, Time: time.Now().UTC().Truncate(time.Millisecond), Passed: passed, Kind: kind(a.w, spans),
		Total: seconds(took), Checks: a.timeline.Checks(a.w),
	}
	for _, s := range spans {
		start.Services = append(start.Services, history.Span(s))
	}
	if slow, is := a.usual.Slow(start); passed && is {
		a.step("%s", slow)
	}
	if err := a.add(start); err != nil {
		a.step("how long this start took is not remembered: %v", err)
	}
}

func (a *attempt) add(start history.Start) error {
	state, err := instance.StateDir(a.w.Instance.Dir)
	if err != nil {
		return err
	}
	return history.Add(state, start)
}

// kind returns whether the start has started every service, some or none. A start that ran
// only a job again has started some: it takes as long as the job does.
func kind(w workspace.Workspace, spans []report.Span) history.Kind {
	started := func(s report.Span) bool { return s.Started != nil }
	idle := func(s report.Span) bool { return decides(w, s.Service) && !started(s) }
	switch {
	case !slices.ContainsFunc(spans, started):
		return history.Warm
	case slices.ContainsFunc(spans, idle):
		return history.Partial
	default:
		return history.Cold
	}
}

// decides reports whether a service decides the kind of a start: one that a check asks, or,
// if none is asked, any but a job.
func decides(w workspace.Workspace, service string) bool {
	if slices.ContainsFunc(w.Config.Names(), w.Asked) {
		return w.Asked(service)
	}
	return w.Judge(service) != derive.ByExitCode
}
