package sandbox

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/report"
)

// about says which instance the report is about.
func identify(r *report.Report, o *session) {
	r.Instance, r.Slot, r.Links = o.Instance.ID, new(o.Instance.Slot), o.Links()
}

// take has the verdicts of the gate.
func takeVerdict(r *report.Report, verdict gate.Report) {
	r.Passed, r.Duration = verdict.Passed, seconds(verdict.Duration)
	for _, c := range verdict.Checks {
		r.Checks = append(r.Checks, report.CheckResult{
			Name: c.Name, Status: string(c.Status), Message: c.Message, Details: append([]string{}, c.Details...),
			Duration: seconds(c.Duration), Attempts: c.Attempts,
		})
	}
}

// takeCut has the verdicts of a gate that was cut short: no check has failed by
// that.
func takeCut(r *report.Report, verdict gate.Report, why string) {
	takeVerdict(r, verdict)
	r.Passed = false
	for i, c := range r.Checks {
		if c.Status == string(gate.Failed) {
			r.Checks[i].Status, r.Checks[i].Message, r.Checks[i].Details = string(gate.Skipped), "skipped ("+why+")", []string{}
		}
	}
}

// explain puts findings in place of the failed checks' own details.
func explainChecks(r *report.Report, findings []diagnose.Finding) {
	for _, f := range findings {
		i := slices.IndexFunc(r.Checks, func(c report.CheckResult) bool { return c.Name == f.Check && c.Status == string(gate.Failed) })
		if i < 0 {
			continue
		}
		c := &r.Checks[i]
		c.Details = append([]string{}, f.Details...)
		c.Cause, c.Service, c.Follows, c.Hint = string(f.Cause), f.Service, f.Follows, f.Hint
	}
}

// unready is the error of a gate that did not pass. A program finds in it what
// the findings come down to: the first that is no consequence. Its details are
// there only where it is no check's.
func (o *session) unready(after time.Duration, findings []diagnose.Finding) error {
	e := report.Error{Message: fmt.Sprintf("instance %s is not ready after %s", o.Instance.ID, after.Round(100*time.Millisecond))}
	if i := slices.IndexFunc(findings, func(f diagnose.Finding) bool { return f.Cause != diagnose.DependencyFailed }); i >= 0 {
		f := findings[i]
		e.Cause, e.Service, e.Hint = string(f.Cause), f.Service, f.Hint
		if f.Check == "" {
			e.Details = f.Details
		}
	}
	return &outcome.Explained{Text: e.Message + "; `mage sandbox:status` shows its containers", Details: e}
}

// services are those of the stack with their containers.
func (o *session) services(containers []docker.Container) []report.ServiceState {
	reports := []report.ServiceState{}
	for _, name := range o.Config.Names() {
		reports = append(reports, report.ServiceState{Name: name, URL: o.Endpoint(name).URL, Container: containerReport(newest(containers, name))})
	}
	return reports
}

// seconds are rounded to what is worth telling.
func seconds(d time.Duration) float64 { return math.Round(d.Seconds()*1000) / 1000 }
