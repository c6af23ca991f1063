package gate

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestPauseGrowsWithTheWait(t *testing.T) {
	for _, test := range []struct{ waited, want time.Duration }{
		{0, 20 * time.Millisecond},
		{time.Second, 20 * time.Millisecond},
		{5 * time.Second, 50 * time.Millisecond},
		{30 * time.Second, 400 * time.Millisecond},
		{100 * time.Second, time.Second},
		{time.Hour, time.Second},
	} {
		if got := pause(test.waited); got != test.want {
			t.Errorf("after %s: pause %s, want %s", test.waited, got, test.want)
		}
	}
}

func TestVerdictIsLateByASliverOfTheWait(t *testing.T) {
	for _, wait := range []time.Duration{0, 300 * time.Millisecond, 4 * time.Second, time.Minute, 110 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			report := run1(t, Gate{Checks: []Check{{Name: "Backend", Probe: passesAfter(wait)}}})
			if late := report.Duration - wait; late < 0 || late > 20*time.Millisecond+wait/50 {
				t.Errorf("ready after %s, verdict %s later", wait, late)
			}
		})
	}
}

func TestALongWaitAsksSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := run1(t, Gate{Checks: []Check{{Name: "Backend", Probe: fails("refused")}}})
		if n := report.Checks[0].Attempts; report.Duration != DefaultTimeout || n < 300 || n > 700 {
			t.Errorf("%d attempts in %s", n, report.Duration)
		}
	})
}
