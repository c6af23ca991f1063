package startup

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// addChecks adds the verdicts of the gate to a report.
func addChecks(r *report.Report, verdict gate.Report) {
	r.Passed, r.Duration = verdict.Passed, seconds(verdict.Duration)
	for _, c := range verdict.Checks {
		r.Checks = append(r.Checks, report.CheckResult{
			Name: c.Name, Status: string(c.Status), Message: c.Message, Details: append([]string{}, c.Details...),
			Duration: seconds(c.Duration), Attempts: c.Attempts,
		})
	}
	if verdict.Unsettled != nil {
		r.Unsettled = strings.Split(verdict.Unsettled.Error(), "\n")
	}
}

// addCutChecks adds the verdicts of a gate that was cut short. No check has failed by
// that.
func addCutChecks(r *report.Report, verdict gate.Report, why string) {
	verdict.Unsettled = nil
	addChecks(r, verdict)
	r.Passed = false
	for i, c := range r.Checks {
		if c.Status == report.CheckFailed {
			skip(&r.Checks[i], why)
		}
	}
}

// skip turns a failed check into a skipped one.
func skip(c *report.CheckResult, why string) {
	c.Status, c.Message, c.Details = report.CheckSkipped, "skipped ("+why+")", []string{}
}

// skipUnfinished skips the checks that the failure of the start cut short while their
// services were still starting, and those that follow from them. It returns the findings
// about the others.
func skipUnfinished(r *report.Report, verdict gate.Report, findings []diagnose.Finding) []diagnose.Finding {
	unfinished := make(map[string]bool)
	return slices.DeleteFunc(findings, func(f diagnose.Finding) bool {
		i := slices.IndexFunc(r.Checks, func(c report.CheckResult) bool { return c.Name == f.Check })
		if i < 0 || verdict.Checks[i].Unrecoverable != nil || !unfinished[f.Follows] && !slices.Contains(startingCauses, f.Cause) {
			return false
		}
		unfinished[f.Check] = true
		skip(&r.Checks[i], "the start failed")
		return true
	})
}

// explain puts findings in place of the failed checks' own details. A finding without a
// check is about the start itself.
func explain(r *report.Report, findings []diagnose.Finding) {
	for _, f := range findings {
		i := slices.IndexFunc(r.Checks, func(c report.CheckResult) bool { return c.Name == f.Check })
		switch {
		case i < 0 && f.Follows == "":
			r.Unsettled = withCure(f)
		case i < 0:
		case r.Checks[i].Status == report.CheckFailed:
			c := &r.Checks[i]
			c.Details = append([]string{}, f.Details...)
			c.Cause, c.Service, c.Follows, c.Hint = string(f.Cause), f.Service, f.Follows, f.Hint
		}
	}
}

// startingCauses are the causes that a service shows while it is still starting.
var startingCauses = []diagnose.Cause{
	diagnose.ConnectionRefused, diagnose.Timeout, diagnose.DatabaseStarting, diagnose.HTTPStatus, diagnose.WrongBody,
	diagnose.NoLeader, diagnose.WorkerMissing, diagnose.HealthPending, diagnose.Unknown,
}

// withCure returns the details of a finding, and its cure last.
func withCure(f diagnose.Finding) []string {
	if f.Hint == "" {
		return f.Details
	}
	return append(slices.Clone(f.Details), "try: "+f.Hint)
}

// Services returns the stack's services with their containers.
func Services(w workspace.Workspace, containers []docker.Container) []report.ServiceState {
	services := []report.ServiceState{}
	for _, name := range w.Config.Names() {
		services = append(services, report.ServiceState{
			Name: name, URL: w.Endpoint(name).URL,
			Container:  condition.Worst(w.Config, containers, name, w.Ending(name)).Report(),
			Containers: condition.Reports(condition.Replicas(w.Config, containers, name)),
		})
	}
	return services
}

// seconds rounds a duration to milliseconds.
func seconds(d time.Duration) float64 { return math.Round(d.Seconds()*1000) / 1000 }
