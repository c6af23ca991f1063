package watch

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestTheAgeOfARunDoesNotDependOnTheClockOfTheEngine(t *testing.T) {
	for name, test := range map[string]struct {
		ahead  time.Duration // the clock of the engine
		before bool          // the container ran already when the watch began
		least  time.Duration // of its age
	}{
		"one clock":                          {0, false, time.Second},
		"ahead":                              {time.Hour, false, time.Second},
		"behind":                             {-time.Hour, false, time.Second},
		"one clock, a container from before": {0, true, time.Minute},
		"ahead, a container from before":     {time.Hour, true, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := stacktest.Container("api", "running", time.Now())
				c.State.StartedAt = time.Now().Add(test.ahead)
				var known []docker.Container
				if test.before {
					c.State.StartedAt = c.State.StartedAt.Add(-time.Minute)
					known = append(known, c)
				}
				w := newWatch(stacktest.Workspace("api"), known)
				for _, k := range known {
					w.before[k.ID] = k
				}
				w.record(happened("start", c.ID, nil))
				if age := w.Now(c).Sub(c.State.StartedAt); !test.before && age != 0 {
					t.Errorf("at first it has run for %s", age)
				}
				time.Sleep(time.Second)
				if age := w.Now(c).Sub(c.State.StartedAt); age < test.least || !test.before && age > time.Second {
					t.Errorf("after 1s it has run for %s", age)
				}
			})
		})
	}
}

// The list may show a run whose event is still to come.
func TestARunIsNoOlderThanItsContainerSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := stacktest.Container("api", "running", time.Now())
		w := newWatch(stacktest.Workspace("api"), nil)
		w.record(happened("start", c.ID, nil))
		time.Sleep(time.Minute)
		c.State.StartedAt = time.Now()
		if age := w.Now(c).Sub(c.State.StartedAt); age != 0 {
			t.Errorf("it has run for %s", age)
		}
	})
}
