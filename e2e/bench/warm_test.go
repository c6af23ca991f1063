package main

import (
	"testing"
	"time"
)

func TestContestIsLostByTheMedian(t *testing.T) {
	c := contest{target: "sandbox:status", bound: 2}
	second := []time.Duration{time.Second, time.Second, time.Second}
	for name, test := range map[string]struct {
		ours []time.Duration
		kept bool
	}{
		"as long as it may":  {[]time.Duration{2 * time.Second, 2 * time.Second, 2 * time.Second}, true},
		"longer":             {[]time.Duration{time.Second, 2*time.Second + time.Millisecond, 3 * time.Second}, false},
		"one busy moment":    {[]time.Duration{time.Second, time.Second, time.Minute}, true},
		"quick but for most": {[]time.Duration{time.Millisecond, time.Minute, time.Minute}, false},
	} {
		if err := c.lost(test.ours, second); (err == nil) != test.kept {
			t.Errorf("%s: lost() = %v", name, err)
		}
	}
}

func TestBoundOfTheList(t *testing.T) {
	for took, kept := range map[time.Duration]bool{time.Millisecond: true, listBound: true, listBound + 1: false} {
		if err := tooLong([]time.Duration{took}); (err == nil) != kept {
			t.Errorf("%s: tooLong() = %v", took, err)
		}
	}
}
