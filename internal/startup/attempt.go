package startup

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/history"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/timeline"
	"github.com/seed-491dada8/sandbox/internal/watch"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// Attempt says what to wait for.
type Attempt struct {
	Workspace workspace.Workspace
	Identity  ownership.Instance
	Foreign   preflight.ForeignListeners
	// Containers are the instance's containers before the attempt.
	Containers []docker.Container
	Unchanged  bool          // they are the whole stack, and Start does nothing
	Timeout    time.Duration // of the gate
	// Start has Compose start the services, beside the gate. It is nil if nothing is to
	// be started.
	Start func(context.Context) error
	// Other waits for another command that starts or stops the services now. It is nil if
	// there is none.
	Other func(context.Context) error
	// Progress receives events, one at a time. Nil discards them.
	Progress func(report.Event)
}

// attempt is an Attempt that runs.
type attempt struct {
	Attempt
	w         workspace.Workspace
	report    *report.Report
	cancel    context.CancelCauseFunc
	interrupt context.CancelFunc // of Compose
	watch     *watch.Watch
	usual     history.Usual      // of a start
	timeline  *timeline.Timeline // of a start, otherwise nil
	key       string             // of the project as the start began
	started   chan struct{}      // closed when Compose is done
	beside    sync.WaitGroup
	end       func() // stops what goes on beside the gate, once

	answers answers
	shown   shown

	showing sync.Mutex // held while Progress is called
}

// isBusy reports whether the services are started or stopped beside the gate.
func (a *attempt) isBusy() bool { return a.Start != nil || a.Other != nil }

// emit passes an event on.
func (a *attempt) emit(e report.Event) {
	if a.Progress == nil {
		return
	}
	a.showing.Lock()
	defer a.showing.Unlock()
	a.Progress(e)
}

// step reports what happens now.
func (a *attempt) step(format string, args ...any) {
	a.emit(report.Event{Kind: report.EventStep, Text: fmt.Sprintf(format, args...)})
}
