package history

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// recent is the number of starts that decide what is usual. Older ones may have had
// another stack or another machine.
const recent = 20

// Timing holds how long something took over several starts, in seconds.
type Timing struct {
	Starts int     `json:"starts"`
	Median float64 `json:"median_seconds"`
	P95    float64 `json:"p95_seconds"` // 95 of 100 starts took no longer
	Last   float64 `json:"last_seconds"`
}

// timing returns the timing of at least one time, the newest last.
func timing(seconds []float64) Timing {
	sorted := slices.Sorted(slices.Values(seconds))
	n := len(sorted)
	return Timing{
		Starts: n, Last: seconds[n-1],
		Median: round((sorted[(n-1)/2] + sorted[n/2]) / 2),
		P95:    sorted[int(math.Ceil(0.95*float64(n)))-1], // the nearest rank
	}
}

// round rounds to milliseconds, as the recorded times are.
func round(seconds float64) float64 { return math.Round(seconds*1000) / 1000 }

// Passed returns the starts of a kind that passed.
func Passed(starts []Start, kind Kind) []Start {
	return slices.DeleteFunc(slices.Clone(starts), func(s Start) bool { return !s.Passed || s.Kind != kind })
}

// Total returns how long the starts took; ok is false if there are none.
func Total(starts []Start) (t Timing, ok bool) {
	var seconds []float64
	for _, s := range starts {
		seconds = append(seconds, s.Total)
	}
	if len(seconds) == 0 {
		return Timing{}, false
	}
	return timing(seconds), true
}

// Of returns when a check passed; ok is false if it never did.
func Of(starts []Start, check string) (t Timing, ok bool) {
	var seconds []float64
	for _, s := range starts {
		if i := slices.IndexFunc(s.Checks, func(c Check) bool { return c.Name == check }); i >= 0 {
			seconds = append(seconds, s.Checks[i].Seconds)
		}
	}
	if len(seconds) == 0 {
		return Timing{}, false
	}
	return timing(seconds), true
}

// Checks returns the names of all checks, those of the newest start first.
func Checks(starts []Start) []string {
	var names []string
	for _, s := range slices.Backward(starts) {
		for _, c := range s.Checks {
			if !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return names
}

// Usual holds the newest starts of a kind, which say how long such a start takes.
type Usual struct {
	kind   Kind
	starts []Start
}

// UsualOf returns the newest starts of a kind that passed.
func UsualOf(starts []Start, kind Kind) Usual {
	passed := Passed(starts, kind)
	return Usual{kind, passed[max(0, len(passed)-recent):]}
}

// Check returns when a check usually passes, or 0 if that is not known.
func (u Usual) Check(name string) time.Duration {
	t, _ := Of(u.starts, name)
	return duration(t.Median)
}

// Slow is a start that took much longer than usual.
type Slow struct {
	Took, Usually time.Duration
	// Check is the first late check, with its times. It is "" if no check explains
	// the delay.
	Check                   string
	CheckTook, CheckUsually time.Duration
}

// String says how slow the start was, in one sentence.
func (s Slow) String() string {
	text := fmt.Sprintf("slower than usual: %s, usually %s; ", inSeconds(s.Took), inSeconds(s.Usually))
	if s.Check == "" {
		return text + "no check was that late"
	}
	return text + fmt.Sprintf("%s passed after %s, usually %s", s.Check, inSeconds(s.CheckTook), inSeconds(s.CheckUsually))
}

// inSeconds formats a time. Below a second it shows hundredths.
func inSeconds(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%.2fs", d.Seconds())
	}
	return fmt.Sprintf("%.1fs", d.Seconds())
}

// enough is the number of starts from which on a start can be called slow.
const enough = 3

// Slow reports whether a start of that kind took more than twice as long as usual, and
// more than 2 s longer.
func (u Usual) Slow(s Start) (Slow, bool) {
	total, _ := Total(u.starts)
	late := s.Total - total.Median
	if s.Kind != u.kind || total.Starts < enough || late <= 2 || late <= total.Median {
		return Slow{}, false
	}
	slow := Slow{Took: duration(s.Total), Usually: duration(total.Median)}
	inOrder := slices.Clone(s.Checks)
	slices.SortStableFunc(inOrder, func(a, b Check) int { return cmp.Compare(a.Seconds, b.Seconds) })
	for _, c := range inOrder { // a check that waits for a late one is late, too
		t, known := Of(u.starts, c.Name)
		if known && c.Seconds-t.Median > late/2 {
			slow.Check, slow.CheckTook, slow.CheckUsually = c.Name, duration(c.Seconds), duration(t.Median)
			break
		}
	}
	return slow, true
}

func duration(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }
