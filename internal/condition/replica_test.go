package condition_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestReplicas(t *testing.T) {
	up := func(number string) docker.Container { return container("w", number, "running", "") }
	for name, test := range map[string]struct {
		wanted     int
		containers []docker.Container
		want       []string
	}{
		"one":                          {1, []docker.Container{up("1")}, []string{"w"}},
		"none":                         {1, nil, []string{"w, missing"}},
		"none by design":               {0, nil, nil},
		"all":                          {3, []docker.Container{up("3"), up("1"), up("2")}, []string{"w 1 of 3", "w 2 of 3", "w 3 of 3"}},
		"the first is missing":         {2, []docker.Container{up("2")}, []string{"w 1 of 2, missing", "w 2 of 2"}},
		"Compose made another instead": {2, []docker.Container{up("2"), up("3")}, []string{"w 2 of 2", "w 3"}},
		"more than the files say":      {1, []docker.Container{up("1"), up("2")}, []string{"w 1 of 2", "w 2 of 2"}},
		"without a number":             {1, []docker.Container{up("")}, []string{"w"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range condition.Replicas(configOf(map[string]int{"w": test.wanted}), test.containers, "w") {
				text := r.String()
				if !r.Found {
					text += ", missing"
				}
				got = append(got, text)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestNewestContainerOfEachNumberCounts(t *testing.T) {
	now := time.Now()
	old, replacement := stacktest.Container("api", "exited", now.Add(-time.Hour)), stacktest.Container("api", "created", now)
	for _, containers := range [][]docker.Container{{old, replacement}, {replacement, old}} {
		replicas := condition.Replicas(configOf(map[string]int{"api": 1}), containers, "api")
		if len(replicas) != 1 || replicas[0].Container.ID != replacement.ID {
			t.Errorf("got %+v", replicas)
		}
	}
}

func TestWorst(t *testing.T) {
	loops := container("w", "3", "running", "")
	loops.RestartCount = 4
	up, sick, dead := container("w", "1", "running", ""), container("w", "2", "running", "unhealthy"), container("w", "3", "exited", "")
	for want, containers := range map[string][]docker.Container{
		"w 1 of 3": {up, container("w", "2", "running", ""), container("w", "3", "running", "")},
		"w 2 of 3": {up, sick, loops},
		"w 3 of 3": {container("w", "1", "created", ""), sick, dead},
	} {
		if got := condition.Worst(configOf(map[string]int{"w": 3}), containers, "w", jobs.Outage); got.String() != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := condition.Worst(configOf(map[string]int{"w": 3}), []docker.Container{up, container("w", "2", "running", ""), loops}, "w", jobs.Outage); got.Number != 3 {
		t.Errorf("got %s, want the one that restarts", got)
	}
	if got := fmt.Sprint(condition.Worst(configOf(nil), nil, "gone", jobs.Success)); got != "gone" {
		t.Errorf("got %q", got)
	}
}
