package startup

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

// A job that runs a client on a database's image has that image's volume, too.
func TestAJobInitialisesNoVolume(t *testing.T) {
	w := stacktest.Workspace("db", "seed")
	w.Config.Services["seed"] = composefile.Service{Image: "postgres:15"}
	w.Config.Services["db"] = composefile.Service{Image: "postgres:15", DependsOn: map[string]composefile.Dependency{"seed": {Condition: "service_completed_successfully"}}}
	a := &attempt{w: w}
	got := a.servers([]docker.Container{stacktest.Container("db", "running", time.Unix(1, 0)), stacktest.Container("seed", "exited", time.Unix(1, 0))})
	if len(got) != 1 || got[0].Service() != "db" {
		t.Errorf("got %v", got)
	}
}

func TestRestartsOfThisStartAndRecentOnesAreRemarkedOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		of := func(service string, restarts int, age time.Duration) docker.Container {
			c := stacktest.Container(service, "running", time.Unix(1, 0))
			c.RestartCount, c.State.StartedAt = restarts, time.Now().Add(-age)
			return c
		}
		before := []docker.Container{of("old", 7, time.Hour), of("loop", 4, 2*time.Second)}
		a := &attempt{w: stacktest.Workspace("api", "watch", "old", "loop", "calm"), Attempt: Attempt{Containers: before}}
		got := a.restarts(append(before, of("api", 3, 0), of("watch", 1, 0), of("calm", 0, 0)))
		want := []string{
			"api restarted 3 times before it was ready", "loop has restarted 4 times, the last time 2s ago", "watch restarted once before it was ready",
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
	})
}
