package condition_test

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestAContainerLosesTheNetworkOfOneThatWasRestarted(t *testing.T) {
	started := time.Now()
	owner := stacktest.Container("api", "running", started)
	owner.State.StartedAt = started
	for name, test := range map[string]struct {
		state, mode string
		started     time.Time
		want        bool
	}{
		"started after it":      {"running", "container:" + owner.ID, started.Add(time.Second), false},
		"started before it":     {"running", "container:" + owner.ID, started.Add(-time.Second), true},
		"not running":           {"exited", "container:" + owner.ID, started.Add(-time.Second), false},
		"shares another's":      {"running", "container:elsewhere", started.Add(-time.Second), false},
		"has one of its own":    {"running", "project_default", started.Add(-time.Second), false},
		"on the host's network": {"running", "host", started.Add(-time.Second), false},
	} {
		c := stacktest.Container("watch", test.state, started)
		c.State.StartedAt, c.HostConfig.NetworkMode = test.started, test.mode
		all := []docker.Container{owner, c}
		if got, lost := condition.LostNetwork(c, all); lost != test.want || lost && got.ID != owner.ID {
			t.Errorf("%s: %t", name, lost)
		}
		if got := len(condition.WithoutNetwork(all)) == 1; got != test.want {
			t.Errorf("%s: among all: %t", name, got)
		}
	}
	stopped := stacktest.Container("api", "exited", started)
	c := stacktest.Container("watch", "running", started)
	c.HostConfig.NetworkMode = "container:" + stopped.ID
	if _, lost := condition.LostNetwork(c, []docker.Container{stopped, c}); lost {
		t.Error("the owner's own state says what is wrong")
	}
}
