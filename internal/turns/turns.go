// Package turns decides which events of a gate's checks need a line: the gate asks every
// check again until all pass together.
package turns

import "github.com/seed-491dada8/sandbox/report"

// maxPasses is how often a line says that one check has passed. The lines about a check that
// passes now and then end with its waiting again.
const maxPasses = 2

// Turns holds the newest line about each check. The zero Turns holds none.
type Turns struct {
	shown  map[string]string // the status, by check
	passes map[string]int    // by check
}

// IsNews reports whether an event needs a line, and takes it for shown: a verdict that is
// not the last one shown, and a check that waits again after it has passed.
func (t *Turns) IsNews(e report.Event) bool {
	if t.shown == nil {
		t.shown, t.passes = make(map[string]string), make(map[string]int)
	}
	was := t.shown[e.Check]
	switch {
	case was == e.Status, e.Status == report.CheckWaiting && was != report.CheckPassed:
		return false
	case e.Status == report.CheckPassed && t.passes[e.Check] == maxPasses:
		return false
	case e.Status == report.CheckPassed:
		t.passes[e.Check]++
	}
	t.shown[e.Check] = e.Status
	return true
}
