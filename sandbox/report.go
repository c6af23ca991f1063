package sandbox

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// Report is what up and gate found, as programs read it.
type Report struct {
	Document
	// Instance and Slot are missing where the target failed before it knew
	// them.
	Instance string `json:"instance,omitempty"`
	Slot     *int   `json:"slot,omitempty"`
	// Passed says that the gate has passed. It is false too where no gate was
	// run, as with -nowait.
	Passed   bool          `json:"passed"`
	Duration float64       `json:"duration_seconds"` // of the gate
	Checks   []CheckReport `json:"checks"`
	// Services are those of the stack, as they were at the verdict; none where
	// no gate was run, or the engine is gone.
	Services []ServiceReport `json:"services"`
	// Timeline is what the time of each service went into. Only up has one.
	Timeline []Span `json:"timeline,omitempty"`
	Links    []Page `json:"links"`
	Evidence string `json:"evidence,omitempty"` // the folder that a failure leaves, as seen from the instance
}

// CheckReport is the verdict on one check.
type CheckReport struct {
	Name     string   `json:"name"`
	Status   string   `json:"status"`  // passed, failed or skipped
	Message  string   `json:"message"` // in a person's words
	Details  []string `json:"details"` // why, the most important first
	Cause    string   `json:"cause,omitempty"`
	Service  string   `json:"service,omitempty"` // the guilty one
	Follows  string   `json:"follows,omitempty"` // the check that this failure is a consequence of
	Hint     string   `json:"hint,omitempty"`    // one command or one action
	Duration float64  `json:"duration_seconds"`
	Attempts int      `json:"attempts"`
}

// ServiceReport is a service and its container.
type ServiceReport struct {
	Name      string     `json:"name"`
	URL       string     `json:"url,omitempty"`       // where it is met, if it publishes a port
	Container *Container `json:"container,omitempty"` // missing if there is none
}

// Container is how the engine finds a container.
type Container struct {
	Name     string `json:"name"`
	State    string `json:"state"`            // created, running, paused, restarting, removing, exited or dead
	Health   string `json:"health,omitempty"` // starting, healthy or unhealthy, where there is a healthcheck
	ExitCode int    `json:"exit_code"`        // of its last run, 0 while it runs
	Restarts int    `json:"restarts"`
}

// Page is one to open when the instance is ready.
type Page struct {
	Label   string `json:"label"`
	Service string `json:"service"`
	URL     string `json:"url"`
}

// newReport has no list that is null.
func newReport() *Report {
	return &Report{Checks: []CheckReport{}, Services: []ServiceReport{}, Links: []Page{}}
}

// about says which instance the report is about.
func (r *Report) about(o *session) {
	r.Instance, r.Slot, r.Links = o.in.ID, new(o.in.Slot), o.links()
}

// take has the verdicts of the gate.
func (r *Report) take(report gate.Report) {
	r.Passed, r.Duration = report.Passed, seconds(report.Duration)
	for _, c := range report.Checks {
		r.Checks = append(r.Checks, CheckReport{
			Name: c.Name, Status: string(c.Status), Message: c.Message, Details: append([]string{}, c.Details...),
			Duration: seconds(c.Duration), Attempts: c.Attempts,
		})
	}
}

// takeCut has the verdicts of a gate that was cut short: no check has failed by
// that.
func (r *Report) takeCut(report gate.Report, why string) {
	r.take(report)
	r.Passed = false
	for i, c := range r.Checks {
		if c.Status == string(gate.Failed) {
			r.Checks[i].Status, r.Checks[i].Message, r.Checks[i].Details = string(gate.Skipped), "skipped ("+why+")", []string{}
		}
	}
}

// explain puts findings in place of the failed checks' own details.
func (r *Report) explain(findings []diagnose.Finding) {
	for _, f := range findings {
		i := slices.IndexFunc(r.Checks, func(c CheckReport) bool { return c.Name == f.Check && c.Status == string(gate.Failed) })
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
	e := Error{Message: fmt.Sprintf("instance %s is not ready after %s", o.in.ID, after.Round(100*time.Millisecond))}
	if i := slices.IndexFunc(findings, func(f diagnose.Finding) bool { return f.Cause != diagnose.DependencyFailed }); i >= 0 {
		f := findings[i]
		e.Cause, e.Service, e.Hint = string(f.Cause), f.Service, f.Hint
		if f.Check == "" {
			e.Details = f.Details
		}
	}
	return &told{e.Message + "; `mage sandbox:status` shows its containers", e}
}

// services are those of the stack with their containers.
func (o *session) services(containers []compose.Container) []ServiceReport {
	reports := []ServiceReport{}
	for _, name := range o.config.Names() {
		reports = append(reports, ServiceReport{Name: name, URL: o.endpoint(name).URL, Container: containerReport(newest(containers, name))})
	}
	return reports
}

func containerReport(c compose.Container, found bool) *Container {
	if !found {
		return nil
	}
	return &Container{
		Name: c.ShortName(), State: c.State.Status, Health: c.Health(), ExitCode: c.State.ExitCode, Restarts: c.RestartCount,
	}
}

// seconds are rounded to what is worth telling.
func seconds(d time.Duration) float64 { return math.Round(d.Seconds()*1000) / 1000 }
