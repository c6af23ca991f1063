package history

import (
	"slices"
	"testing"
	"time"
)

func TestTiming(t *testing.T) {
	var hundred []float64
	for i := range 100 {
		hundred = append(hundred, float64(100-i))
	}
	for _, test := range []struct {
		seconds []float64
		want    Timing
	}{
		{[]float64{3}, Timing{1, 3, 3, 3}},
		{[]float64{4, 1}, Timing{2, 2.5, 4, 1}},
		{[]float64{1, 9, 2}, Timing{3, 2, 9, 2}},
		{hundred, Timing{100, 50.5, 95, 1}},
		{hundred[:20], Timing{20, 90.5, 99, 81}},
	} {
		if got := timing(test.seconds); got != test.want {
			t.Errorf("got %+v, want %+v", got, test.want)
		}
	}
}

func TestUsualIsTheMedianOfTheLastTwentyOfAKindThatPassed(t *testing.T) {
	var starts []Start
	for i := range 30 {
		starts = append(starts, took(0, "Database", float64(i)))
	}
	failed, warm := took(0, "Database", 1000.0), took(0, "Database", 0.5)
	failed.Passed, warm.Kind = false, Warm
	starts = append(starts, failed, warm)
	if got := UsualOf(starts, Cold).Check("Database"); got != 19500*time.Millisecond {
		t.Errorf("cold: %s", got)
	}
	if got := UsualOf(starts, Warm).Check("Database"); got != 500*time.Millisecond {
		t.Errorf("warm: %s", got)
	}
	if got := UsualOf(starts, Partial).Check("Database"); got != 0 {
		t.Errorf("of none: %s", got)
	}
	if got := UsualOf(starts, Cold).Check("Backend"); got != 0 {
		t.Errorf("of an unknown check: %s", got)
	}
}

func TestSlowStartNamesTheFirstCheckThatWasLate(t *testing.T) {
	usual := took(5, "Seen", 1.0, "Database", 2.0, "Backend", 4.0)
	for _, test := range []struct {
		name  string
		known int
		start Start
		slow  bool
		check string
	}{
		{"as usual", 3, took(5, "Seen", 1.0, "Database", 2.0, "Backend", 4.0), false, ""},
		{"twice as long", 3, took(10, "Backend", 9.0), false, ""},
		{"the others wait for the database", 3, took(15, "Seen", 1.0, "Backend", 14.0, "Database", 12.0), true, "Database"},
		{"a little more of the first, much of the second", 3, took(15, "Database", 4.0, "Backend", 14.0), true, "Backend"},
		{"none of the checks", 3, took(15, "Seen", 1.0, "Database", 2.0, "Backend", 4.0), true, ""},
		{"a check that is new", 3, took(15, "Workers", 14.0), true, ""},
		{"of too few", 2, took(15, "Backend", 14.0), false, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			slow, is := UsualOf(slices.Repeat([]Start{usual}, test.known), Cold).Slow(test.start)
			if is != test.slow || slow.Check != test.check {
				t.Errorf("got %+v, %v", slow, is)
			}
			if is && (slow.Took != 15*time.Second || slow.Usually != 5*time.Second) {
				t.Errorf("got %+v", slow)
			}
		})
	}
	partial := took(15, "Backend", 14.0)
	partial.Kind = Partial
	if _, is := UsualOf([]Start{usual, usual, usual}, Cold).Slow(partial); is {
		t.Error("a partial start is compared with cold ones")
	}
	quick := took(0.1, "Database", 0.1)
	if _, is := UsualOf([]Start{quick, quick, quick}, Cold).Slow(took(1.9, "Database", 1.9)); is {
		t.Error("less than 2 s more is slow")
	}
}

func TestChecksAreInTheOrderOfTheNewestStart(t *testing.T) {
	got := Checks([]Start{took(1, "Cache", 1.0, "Database", 1.0), took(1, "Database", 1.0, "Backend", 1.0)})
	if !slices.Equal(got, []string{"Database", "Backend", "Cache"}) {
		t.Errorf("got %q", got)
	}
}
