package startup

import (
	"slices"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestRestartsOfThisStartAreRemarkedOn(t *testing.T) {
	of := func(service string, restarts int) docker.Container {
		c := stacktest.Container(service, "running", time.Unix(1, 0))
		c.RestartCount = restarts
		return c
	}
	a := &attempt{w: stacktest.Workspace("api", "watch", "w1"), Attempt: Attempt{Containers: []docker.Container{of("w1", 7)}}}
	got := a.restarts([]docker.Container{of("api", 3), of("watch", 1), of("w1", 7)})
	want := []string{"api restarted 3 times before it was ready", "watch restarted once before it was ready"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
