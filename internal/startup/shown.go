package startup

import (
	"cmp"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/secret"
	"github.com/seed-491dada8/sandbox/report"
)

// shown holds the status of each check that Progress was told last. The gate's calls never
// overlap, so that it needs no lock.
type shown struct {
	begun  time.Time
	status map[string]string  // by check
	failed map[string]float64 // when the gate failed or skipped a check, by check
	ended  bool               // the gate
}

// showCheck shows an event of a check.
func (a *attempt) showCheck(e report.Event) {
	if a.shown.status == nil {
		a.shown.status = make(map[string]string)
	}
	a.shown.status[e.Check] = e.Status
	a.emit(e)
}

// takeBack shows that a check waits again, if the container that had answered it has ended
// or was replaced. The gate asks the check once more before it passes.
func (a *attempt) takeBack() {
	containers, _ := a.watch.Newest()
	isOld := func(service string) bool { return a.isOld(service, containers) }
	for _, c := range a.w.Checks() {
		if a.shown.status[c.Name] == report.CheckPassed && slices.ContainsFunc(a.w.Configured(c.Services), isOld) {
			a.showCheck(report.Event{
				Kind: report.EventCheck, Check: c.Name, Status: report.CheckWaiting, Elapsed: time.Since(a.shown.begun).Seconds(),
				Text: "the container that had answered was stopped or replaced",
			})
		}
	}
}

// endGate shows the results in the report that differ from what was shown last, and that the
// gate has ended. It does so once.
func (a *attempt) endGate() {
	if a.shown.ended {
		return
	}
	a.shown.ended = true
	for _, c := range a.report.Checks {
		if a.shown.status[c.Name] != c.Status {
			a.showCheck(report.Event{Kind: report.EventCheck, Check: c.Name, Status: c.Status, Text: c.Message, Elapsed: cmp.Or(a.shown.failed[c.Name], a.report.Duration)})
		}
	}
	a.emit(report.Event{Kind: report.EventGateDone})
}

// showAttempt shows an event of the gate. Which checks have failed and which were skipped,
// the report decides: an interrupt fails no check, and the diagnosis may find another
// check's fault.
func (a *attempt) showAttempt(e gate.Event, mask secret.Mask) {
	if e.Status != gate.Failed && e.Status != gate.Skipped {
		a.showCheck(checkEvent(e, mask))
		return
	}
	if a.shown.failed == nil {
		a.shown.failed = make(map[string]float64)
	}
	a.shown.failed[e.Check] = e.Elapsed.Seconds()
}

// checkEvent returns an event of the gate without the secrets that a server may have
// answered with.
func checkEvent(e gate.Event, mask secret.Mask) report.Event {
	event := report.Event{Kind: report.EventCheck, Check: e.Check, Status: string(e.Status), Elapsed: e.Elapsed.Seconds()}
	if e.Err != nil {
		event.Text = mask.Text(plain.Text(e.Err.Error()))
	}
	return event
}
