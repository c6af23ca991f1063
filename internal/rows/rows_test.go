package rows_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/internal/rows"
)

func TestTheTimeSinceAMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for d, want := range map[time.Duration]string{
			-time.Minute: "0s", 59 * time.Second: "59s", 90 * time.Second: "1m", 47 * time.Hour: "47h", 49 * time.Hour: "2d",
		} {
			if got := rows.Since(time.Now().Add(-d)); got != want {
				t.Errorf("%s: got %s, want %s", d, got, want)
			}
		}
	})
}
