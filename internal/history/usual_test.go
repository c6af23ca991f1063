package history_test

import (
	"slices"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/history"
)

func TestTiming(t *testing.T) {
	var hundred []float64
	for i := range 100 {
		hundred = append(hundred, float64(100-i))
	}
	for _, test := range []struct {
		seconds []float64
		want    history.Timing
	}{
		{[]float64{3}, history.Timing{Starts: 1, Median: 3, P95: 3, Last: 3}},
		{[]float64{4, 1}, history.Timing{Starts: 2, Median: 2.5, P95: 4, Last: 1}},
		{[]float64{1, 9, 2}, history.Timing{Starts: 3, Median: 2, P95: 9, Last: 2}},
		{hundred, history.Timing{Starts: 100, Median: 50.5, P95: 95, Last: 1}},
		{hundred[:20], history.Timing{Starts: 20, Median: 90.5, P95: 99, Last: 81}},
	} {
		var starts []history.Start
		for _, seconds := range test.seconds {
			starts = append(starts, took(seconds))
		}
		if got, ok := history.Total(starts); !ok || got != test.want {
			t.Errorf("got %+v, %v, want %+v", got, ok, test.want)
		}
	}
}

func TestUsualIsTheMedianOfTheLastTwentyOfAKindThatPassed(t *testing.T) {
	var starts []history.Start
	for i := range 30 {
		starts = append(starts, took(0, "Database", float64(i)))
	}
	failed, warm := took(0, "Database", 1000.0), took(0, "Database", 0.5)
	failed.Passed, warm.Kind = false, history.Warm
	starts = append(starts, failed, warm)
	if got := history.UsualOf(starts, history.Cold).Check("Database"); got != 19500*time.Millisecond {
		t.Errorf("cold: %s", got)
	}
	if got := history.UsualOf(starts, history.Warm).Check("Database"); got != 500*time.Millisecond {
		t.Errorf("warm: %s", got)
	}
	if got := history.UsualOf(starts, history.Partial).Check("Database"); got != 0 {
		t.Errorf("of none: %s", got)
	}
	if got := history.UsualOf(starts, history.Cold).Check("Backend"); got != 0 {
		t.Errorf("of an unknown check: %s", got)
	}
}

func TestSlowStartNamesTheFirstCheckThatWasLate(t *testing.T) {
	usual := took(5, "Seen", 1.0, "Database", 2.0, "Backend", 4.0)
	for _, test := range []struct {
		name  string
		known int
		start history.Start
		slow  bool
		check string
	}{
		{"as usual", 3, took(5, "Seen", 1.0, "Database", 2.0, "Backend", 4.0), false, ""},
		{"twice as long", 3, took(10, "Backend", 9.0), false, ""},
		{"the others wait for the database", 3, took(15, "Seen", 1.0, "Backend", 14.0, "Database", 12.0), true, "Database"},
		{"a little more of the first, much of the second", 3, took(15, "Database", 4.0, "Backend", 14.0), true, "Backend"},
		{"none of the checks", 3, took(15, "Seen", 1.0, "Database", 2.0, "Backend", 4.0), true, ""},
		{"a check that is new", 3, took(15, "Workers", 14.0), true, ""},
		{"too few starts", 2, took(15, "Backend", 14.0), false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			slow, is := history.UsualOf(slices.Repeat([]history.Start{usual}, test.known), history.Cold).Slow(test.start)
			if is != test.slow || slow.Check != test.check {
				t.Errorf("got %+v, %v", slow, is)
			}
			if is && (slow.Took != 15*time.Second || slow.Usually != 5*time.Second) {
				t.Errorf("got %+v", slow)
			}
		})
	}
	partial := took(15, "Backend", 14.0)
	partial.Kind = history.Partial
	if _, is := history.UsualOf([]history.Start{usual, usual, usual}, history.Cold).Slow(partial); is {
		t.Error("a partial start is compared with cold ones")
	}
	quick := took(0.1, "Database", 0.1)
	if _, is := history.UsualOf([]history.Start{quick, quick, quick}, history.Cold).Slow(took(1.9, "Database", 1.9)); is {
		t.Error("less than 2 s more is slow")
	}
}

func TestChecksAreInTheOrderOfTheNewestStart(t *testing.T) {
	got := history.Checks([]history.Start{took(1, "Cache", 1.0, "Database", 1.0), took(1, "Database", 1.0, "Backend", 1.0)})
	if !slices.Equal(got, []string{"Database", "Backend", "Cache"}) {
		t.Errorf("got %q", got)
	}
}
