package inventory_test

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/inventory"
)

func TestCount(t *testing.T) {
	healthy, starting := inventory.Container{Up: true, Healthy: true}, inventory.Container{Up: true}
	var exited inventory.Container
	finished := inventory.Container{Finished: true}
	for name, test := range map[string]struct {
		containers []inventory.Container
		missing    int
		want       inventory.Counts
	}{
		"all run":                        {[]inventory.Container{healthy, starting}, 0, inventory.Counts{Up: 2, Healthy: 1, Total: 2, State: "running"}},
		"one exited":                     {[]inventory.Container{healthy, exited}, 0, inventory.Counts{Up: 1, Healthy: 1, Total: 2, State: "partial"}},
		"one was never created":          {[]inventory.Container{healthy}, 1, inventory.Counts{Up: 1, Healthy: 1, Total: 2, State: "partial"}},
		"a finished job is not missed":   {[]inventory.Container{healthy, healthy, finished}, 0, inventory.Counts{Up: 2, Healthy: 2, Total: 2, State: "running"}},
		"stopped":                        {[]inventory.Container{exited, finished}, 0, inventory.Counts{Total: 1, State: "stopped"}},
		"only a job, which has finished": {[]inventory.Container{finished}, 0, inventory.Counts{State: "stopped"}},
		"not started":                    {nil, 3, inventory.Counts{Total: 3, State: "not_started"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := inventory.Count(test.containers, test.missing); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}
