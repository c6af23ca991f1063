// Package brief keeps reports of many services short: it counts the services that are
// ready, lists the others, shortens their names, and says once what is true of several.
package brief

import (
	"cmp"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/terminal"
	"github.com/seed-491dada8/sandbox/report"
)

// most is the greatest number of services or checks that are shown one by one.
const most = 12

// columns is the width to which names are shortened where there are many.
const columns = 24

// Many reports whether so many services or checks are counted rather than listed.
func Many(number int) bool { return number > most }

// Names returns names that are short enough for lines about many services.
func Names(names []string) []string { return terminal.Shorten(names, columns) }

// Skipped names the checks that were skipped for one reason.
type Skipped struct {
	Names  []string
	Reason string // the message of each
}

// Checks returns how many checks have passed, those that were skipped, by their reasons,
// and the others.
func Checks(checks []report.CheckResult) (passed int, skipped []Skipped, others []report.CheckResult) {
	for _, check := range checks {
		switch check.Status {
		case report.CheckPassed:
			passed++
		case report.CheckSkipped:
			i := slices.IndexFunc(skipped, func(s Skipped) bool { return s.Reason == check.Message })
			if i < 0 {
				i, skipped = len(skipped), append(skipped, Skipped{Reason: check.Message})
			}
			skipped[i].Names = append(skipped[i].Names, check.Name)
		default:
			others = append(others, check)
		}
	}
	return passed, skipped, others
}

// Awaited returns checks with short names, and without the services whose log lines would
// be shown.
func Awaited(awaited []report.Awaited) []report.Awaited {
	var names []string
	for _, a := range awaited {
		names = append(names, a.Check)
	}
	short := slices.Clone(awaited)
	for i, name := range Names(names) {
		short[i].Check, short[i].Services = name, nil
	}
	return short
}

// Slowest returns the services that took part in a start. Of many, they are those that
// were ready last, the last first.
func Slowest(spans []report.Span) []report.Span {
	took := slices.DeleteFunc(slices.Clone(spans), func(s report.Span) bool { return s.Started == nil && s.Ready == nil })
	if !Many(len(took)) {
		return took
	}
	end := func(s report.Span) float64 { return *cmp.Or(s.Ready, s.Started) }
	slices.SortStableFunc(took, func(a, b report.Span) int { return cmp.Compare(end(b), end(a)) })
	return took[:most]
}
