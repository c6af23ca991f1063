package gate

import (
	"testing"
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
