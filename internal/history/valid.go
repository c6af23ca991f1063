package history

import (
	"slices"
	"strings"
	"unicode"
)

// longest is more seconds than any start takes. A gate waits for a day at the most.
const longest = 2 * 24 * 60 * 60

// valid reports whether this package may have written the start. Its names are shown
// to people, and its times are drawn.
func (s Start) valid() bool {
	return !s.Time.IsZero() && slices.Contains([]Kind{Cold, Warm, Partial}, s.Kind) && possible(s.Total) &&
		!slices.ContainsFunc(s.Checks, func(c Check) bool { return !printable(c.Name) || !possible(c.Seconds) }) &&
		!slices.ContainsFunc(s.Services, func(v Span) bool { return !printable(v.Service) || !v.possible() })
}

// possible reports whether all times of the span are.
func (s Span) possible() bool {
	for _, at := range []*float64{s.Created, s.Started, s.Ready} {
		if at != nil && !possible(*at) {
			return false
		}
	}
	return true
}

// possible reports whether a start can have taken that long.
func possible(seconds float64) bool { return seconds >= 0 && seconds <= longest }

// printable reports whether a name can be shown to people.
func printable(name string) bool {
	return name != "" && len(name) <= 256 && !strings.ContainsFunc(name, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) })
}
