package startup

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/failure"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// finishWithin is how long Compose may go on to start the rest after an early verdict:
// containers that it leaves half started are in the way of the next start. With the
// second that an interrupted command has, the program ends within 5 s of a verdict.
const finishWithin = 2500 * time.Millisecond

const (
	// factsWithin bounds the time for collecting the facts of a failure. An engine that
	// does not answer within it counts as gone. It is long because a busy machine is slow.
	factsWithin = 10 * time.Second

	// evidenceWithin bounds the time for keeping the evidence, once the verdict has
	// been shown. Only a busy machine needs that long. An engine that is gone gets
	// withoutEngine.
	evidenceWithin = 10 * time.Second
	withoutEngine  = finishWithin
)

// startError is the error with which Compose could not start the stack.
type startError struct{ err error }

func (e *startError) Error() string { return e.err.Error() }
func (e *startError) Unwrap() error { return e.err }

// conclude fills in the report, and returns the error for the way the gate ended.
func (a *attempt) conclude(ctx context.Context, verdict gate.Report, err error) error {
	var failed *startError
	switch {
	case errors.As(err, &failed) && failure.Tried(a.w.Instance.ID, failed.err):
		verdict.Unsettled = nil // Compose's own words say it better
		return a.notReady(ctx, verdict, docker.Output(failed.err))
	case errors.As(err, &failed):
		return a.notStarted(ctx, verdict, failed.err)
	case errors.Is(verdict.Unsettled, ownership.ErrForgotten):
		return a.notStarted(ctx, verdict, verdict.Unsettled)
	case errors.Is(err, context.Canceled):
		addCutChecks(a.report, verdict, "interrupted")
		if a.timeline == nil {
			return outcome.ErrInterrupted
		}
		return outcome.ErrStartInterrupted
	case err != nil:
		return err
	case !verdict.Passed:
		return a.notReady(ctx, verdict, "")
	}
	a.ready(verdict)
	return nil
}

// notStarted reports a start that failed before there was anything to wait for.
func (a *attempt) notStarted(ctx context.Context, verdict gate.Report, err error) error {
	addCutChecks(a.report, verdict, "the start failed")
	a.endGate()
	limited, cancel := context.WithTimeout(ctx, factsWithin)
	defer cancel()
	return StartError(limited, a.w, err)
}

// StartError returns the error for err of `docker compose up`, with the exit code. A
// port that was taken after it was checked is reported like one that was taken before.
func StartError(ctx context.Context, w workspace.Workspace, err error) error {
	if errors.Is(err, context.Canceled) {
		return outcome.ErrStartInterrupted
	}
	return failure.OfStart(w, err, func() error {
		containers, err := w.Project.Containers(ctx)
		if err != nil {
			return nil
		}
		return preflight.CheckPorts(ctx, w, containers)
	})
}

// ready reports a gate that passed.
func (a *attempt) ready(verdict gate.Report) {
	containers, _ := a.watch.Newest()
	a.w.KeepFingerprint(a.key, containers)
	addChecks(a.report, verdict)
	a.endGate()
	a.report.Services = Services(a.w, containers)
	a.remark(containers)
	if a.timeline != nil {
		a.report.Timeline = a.timeline.Spans(a.w, true)
	}
	a.showVerdict()
}

// notReady explains a gate that did not pass, shows the report, and then keeps the
// evidence. Started is what `docker compose up` wrote, if it failed.
func (a *attempt) notReady(ctx context.Context, verdict gate.Report, started string) error {
	limited, cancel := context.WithTimeout(ctx, factsWithin)
	defer cancel()
	facts := a.facts(limited, &verdict, started)
	addChecks(a.report, verdict)
	findings := diagnose.Diagnose(facts)
	if started != "" {
		findings = skipUnfinished(a.report, verdict, findings)
	}
	a.endGate()
	if len(findings) == 0 { // only the start itself is at fault
		facts.Checks = []diagnose.FailedCheck{startFacts(verdict.Unsettled)}
		findings = diagnose.Diagnose(facts)
	}
	tellSince(findings, facts.Services, a.watch.Starting())
	tellOutdated(findings, a.w)
	a.spareOtherData(limited, findings)
	explain(a.report, findings)
	containers, _ := a.watch.Newest()
	a.remark(containers)
	a.showVerdict()
	go a.end() // while the evidence is kept
	a.keepEvidence(ctx, findings)
	return outcome.NotReady(unready(a.w.Instance.ID, verdict.Duration, findings))
}

// showVerdict shows the report as it is now.
func (a *attempt) showVerdict() {
	shown := *a.report
	a.emit(report.Event{Kind: report.EventVerdict, Report: &shown})
}

// keepEvidence keeps the evidence of a failure, and says where.
func (a *attempt) keepEvidence(ctx context.Context, findings []diagnose.Finding) {
	within := evidenceWithin
	if slices.ContainsFunc(findings, func(f diagnose.Finding) bool { return f.Cause == diagnose.EngineGone }) {
		within = withoutEngine
	}
	limited, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	path, err := a.keep(limited, reportText(*a.report, findings))
	if path != "" {
		a.report.Evidence = relative(a.w.Instance.Dir, path)
		a.step("evidence: %s", a.report.Evidence)
	}
	if err != nil {
		a.step("not all of the evidence could be kept: %v", err)
	}
}

// relative returns a path as it is typed in the instance's directory.
func relative(dir, path string) string {
	if short, err := filepath.Rel(dir, path); err == nil {
		return short
	}
	return path
}

// unready returns the error of a gate that did not pass. Programs find in it the first
// finding that is no consequence. Its details are there only if no check has them.
func unready(id string, after time.Duration, findings []diagnose.Finding) error {
	e := report.Error{Message: fmt.Sprintf("instance %s is not ready after %s", id, after.Round(100*time.Millisecond))}
	if i := slices.IndexFunc(findings, func(f diagnose.Finding) bool { return f.Cause != diagnose.DependencyFailed }); i >= 0 {
		f := findings[i]
		e.Cause, e.Service, e.Hint = string(f.Cause), f.Service, f.Hint
		if f.Check == "" {
			e.Details = f.Details
		}
	}
	return &outcome.Explained{Text: e.Message + "; `mage sandbox:status` shows its containers", Details: e}
}
