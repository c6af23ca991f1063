package gate_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
)

func TestVerdictIsLateByASliverOfTheWait(t *testing.T) {
	for _, wait := range []time.Duration{0, 300 * time.Millisecond, 4 * time.Second, time.Minute, 110 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			report := run1(t, gate.Gate{Checks: []gate.Check{{Name: "Backend", Probe: passesAfter(wait)}}})
			if late := report.Duration - wait; late < 0 || late > 20*time.Millisecond+wait/50 {
				t.Errorf("ready after %s, verdict %s later", wait, late)
			}
		})
	}
}

func TestALongWaitAsksSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		report := run1(t, gate.Gate{Checks: []gate.Check{{Name: "Backend", Probe: fails("refused")}}})
		if n := report.Checks[0].Attempts; report.Duration != gate.DefaultTimeout || n < 300 || n > 700 {
			t.Errorf("%d attempts in %s", n, report.Duration)
		}
	})
}
