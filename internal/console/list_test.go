package console

import "testing"

var instances = List{
	Instances: []ListRow{
		{ID: "repo", Slot: 0, State: "stopped", Healthy: "0/8", URL: "http://localhost:8000/api/v1/docs", Branch: "main", Age: "3d", Dir: "/home/me/repo"},
		{ID: "repo--feat-x", Slot: 1, State: "running", Healthy: "8/8", URL: "http://localhost:8001/api/v1/docs", Branch: "feature/日本", Age: "2h", Dir: "/home/me/repo--feat-x"},
		{ID: "repo--gone", Slot: 2, State: "not started", Age: "9d", Dir: "/home/me/repo--gone\x1b[2J", Stale: "its directory is gone"},
	},
	Orphans:  []string{"repo--old: 3 containers, 1 of them up, started from /home/me/repo--old, which is gone"},
	Problems: []string{"the claim on slot 5 cannot be read: line 1 is not of the form NAME=value; mend or remove /home/me/.ktrdr/sandbox/slot-5.1"},
}

func TestListOffATerminal(t *testing.T) {
	for name, l := range map[string]List{
		"list": instances, "list-of-nothing": {}, "list-remote": {Instances: []ListRow{
			{ID: "repo", Slot: 1, State: "running", Healthy: "8/8", Age: "3d", Dir: "/home/me/repo"},
			{ID: "repo--far", Slot: 1, State: "unknown", Age: "3d", Engine: "ssh://me@build", Dir: "/home/me/repo--far"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr := shown(t, func(c *Console) { c.List(l) })
			golden(t, name, "--- stdout\n"+stdout+"--- stderr\n"+stderr)
		})
	}
}
