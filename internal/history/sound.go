package history

import (
	"slices"
	"strings"
	"unicode"
)

// longest is more seconds than any start takes: a day is the most that a gate
// can be told to wait.
const longest = 2 * 24 * 60 * 60

// sound tells whether a start is one that this package may have written: its
// names are shown to people, and its times are drawn.
func (s Start) sound() bool {
	return !s.Time.IsZero() && slices.Contains([]Kind{Cold, Warm, Partial}, s.Kind) && possible(s.Total) &&
		!slices.ContainsFunc(s.Checks, func(c Check) bool { return !printable(c.Name) || !possible(c.Seconds) }) &&
		!slices.ContainsFunc(s.Services, func(v Span) bool { return !printable(v.Service) || !v.possible() })
}

func (s Span) possible() bool {
	for _, at := range []*float64{s.Created, s.Started, s.Ready} {
		if at != nil && !possible(*at) {
			return false
		}
	}
	return true
}

func possible(seconds float64) bool { return seconds >= 0 && seconds <= longest }

func printable(name string) bool {
	return name != "" && len(name) <= 256 && !strings.ContainsFunc(name, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) })
}
