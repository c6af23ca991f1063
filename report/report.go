package report

import "slices"

// Report is the result of up and gate.
type Report struct {
	Document
	// Instance and Slot are missing if the target failed before it knew them.
	Instance string `json:"instance,omitempty"`
	Slot     *int   `json:"slot,omitempty"`
	// Passed reports whether the gate passed, and after it every after-up hook. It is false
	// as well if no gate ran, as with -nowait.
	Passed   bool          `json:"passed"`
	Duration float64       `json:"duration_seconds"` // of the gate
	Checks   []CheckResult `json:"checks"`
	// Unsettled says, for people, what is wrong with the stack although no check
	// failed for it: the reasons first, the cure last.
	Unsettled []string `json:"unsettled,omitempty"`
	// Remarks say, for people, what is worth knowing whatever the verdict: a service that
	// restarted before it was ready or within the last minute, or a volume that may be
	// half-made.
	Remarks []string `json:"remarks,omitempty"`
	// Services are the services of the stack at the verdict; empty if no gate ran
	// or the engine is gone.
	Services []ServiceState `json:"services"`
	// Timeline shows where the time of each service went. Only up has one.
	Timeline []Span `json:"timeline,omitempty"`
	Links    []Page `json:"links"`
	// Evidence is the folder that a failure leaves, relative to the instance's
	// directory.
	Evidence string `json:"evidence,omitempty"`
}

// New returns a Report without results.
func New() *Report {
	return &Report{Checks: []CheckResult{}, Services: []ServiceState{}, Links: []Page{}}
}

// The states of a check.
const (
	CheckWaiting = "waiting" // only in an event
	CheckPassed  = "passed"
	CheckFailed  = "failed"
	CheckSkipped = "skipped"
)

// CheckResult is the verdict of one check.
type CheckResult struct {
	Name     string   `json:"name"`
	Status   string   `json:"status"`  // passed, failed or skipped
	Message  string   `json:"message"` // for people
	Details  []string `json:"details"` // the reasons, the most important first
	Cause    string   `json:"cause,omitempty"`
	Service  string   `json:"service,omitempty"` // the service at fault
	Follows  string   `json:"follows,omitempty"` // the check whose failure caused this one
	Hint     string   `json:"hint,omitempty"`    // one command or one action
	Duration float64  `json:"duration_seconds"`
	Attempts int      `json:"attempts"`
}

// Reasons returns the reasons for the check's status, and the cure last.
func (c CheckResult) Reasons() []string {
	if c.Hint == "" {
		return c.Details
	}
	return append(slices.Clone(c.Details), "try: "+c.Hint)
}

// Mark returns the mark of a check's status for people.
func Mark(status string) string {
	switch status {
	case CheckPassed:
		return "✓"
	case CheckFailed:
		return "✗"
	default:
		return "○"
	}
}

// ServiceState is a service and its container.
type ServiceState struct {
	Name      string     `json:"name"`
	URL       string     `json:"url,omitempty"`       // if it publishes a port
	Container *Container `json:"container,omitempty"` // missing if there is none
	// Containers are all of a service that has several. Container is then the one that
	// is most likely at fault.
	Containers []Container `json:"containers,omitempty"`
}

// Container is the state of a container according to the engine.
type Container struct {
	Name     string `json:"name"`
	Number   int    `json:"number"`           // among the replicas of its service, from 1
	State    string `json:"state"`            // created, running, paused, restarting, removing, exited or dead
	Health   string `json:"health,omitempty"` // starting, healthy or unhealthy; missing without a healthcheck
	ExitCode int    `json:"exit_code"`        // of its last run, 0 while it runs
	Restarts int    `json:"restarts"`
}

// Page is a page to open when the instance is ready.
type Page struct {
	Label   string `json:"label"`
	Service string `json:"service"`
	URL     string `json:"url"`
}

// Span holds when a service's container was created, started and ready, in
// seconds since the start of the instance. A step that did not happen is
// missing: a container that ran already was not started.
type Span struct {
	Service string   `json:"service"`
	Created *float64 `json:"created_seconds,omitempty"`
	Started *float64 `json:"started_seconds,omitempty"`
	Ready   *float64 `json:"ready_seconds,omitempty"` // its first answer, or its check passed
}
