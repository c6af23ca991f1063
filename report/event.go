package report

import "fmt"

// Event is one step of a use case, reported while it runs.
type Event struct {
	Kind EventKind `json:"event"`
	// Text is what a person reads, without indentation or mark.
	Text string `json:"text,omitempty"`
	// Instance and Slot name the instance that is about to start.
	Instance string `json:"instance,omitempty"`
	Slot     *int   `json:"slot,omitempty"`
	// Awaited lists the checks of a gate that begins, Timeout its deadline in
	// seconds.
	Awaited []Awaited `json:"awaited,omitempty"`
	Timeout float64   `json:"timeout_seconds,omitempty"`
	// Check, Status and Elapsed belong to one check of the gate: its status is
	// waiting, passed, failed or skipped, Elapsed the seconds since the gate began.
	Check   string  `json:"check,omitempty"`
	Status  string  `json:"status,omitempty"`
	Elapsed float64 `json:"elapsed_seconds,omitempty"`
	// Service wrote the log line in Text.
	Service string `json:"service,omitempty"`
	// Report is what up or gate found, without its evidence and its error.
	Report *Report `json:"report,omitempty"`
}

// EventKind says what an event is about.
type EventKind string

const (
	EventStep     EventKind = "step"      // Text says what happens now
	EventStarting EventKind = "starting"  // Compose is about to start Instance
	EventGate     EventKind = "gate"      // the gate begins to wait for Awaited
	EventCheck    EventKind = "check"     // an attempt at Check failed with Text, or Check has a verdict
	EventLog      EventKind = "log"       // Service wrote Text
	EventFound    EventKind = "found"     // Text says what the use case found before it asks
	EventRest     EventKind = "rest"      // the gate waits for Text beside its checks; for nothing if empty
	EventGateDone EventKind = "gate_done" // the gate has ended; a verdict follows unless it was cut short
	EventVerdict  EventKind = "verdict"   // Report has the verdict
)

// Awaited is a check that a gate waits for.
type Awaited struct {
	Check    string   `json:"check"`
	Services []string `json:"services"`
	Needs    []string `json:"needs"`           // checks that must pass first
	Usually  float64  `json:"usually_seconds"` // until it passes; 0 if unknown
}

// Step returns the event of a step, described by a format.
func Step(format string, args ...any) Event {
	return Event{Kind: EventStep, Text: fmt.Sprintf(format, args...)}
}
