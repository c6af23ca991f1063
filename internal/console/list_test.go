package console

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/report"
)

func before(age time.Duration) time.Time { return time.Now().Add(-age) }

func instances() report.List {
	return report.List{
		Instances: []report.Instance{
			{Instance: "repo", Slot: 0, State: report.Stopped, Expected: 8, URL: "http://localhost:8000/api/v1/docs", Branch: "main", Dirty: new(false), Merged: new(false), Memory: new(int64(0)), Created: before(72 * time.Hour), LastPassed: before(71 * time.Hour), Directory: "/home/me/repo"},
			{Instance: "repo--feat-x", Slot: 1, State: report.Running, Up: 8, Healthy: 8, Checked: 8, Passing: 8, Expected: 8, URL: "http://localhost:8001/api/v1/docs", Branch: "feature/日本", Created: before(2 * time.Hour), LastPassed: before(90 * time.Minute), Dirty: new(true), Merged: new(true), Memory: new(int64(1500 << 20)), Directory: "/home/me/repo--feat-x"},
			{Instance: "repo--gone", Slot: 2, State: report.NotStarted, Created: before(9 * 24 * time.Hour), Directory: "/home/me/repo--gone\x1b[2J", Stale: "its directory is gone"},
		},
		Projects: []report.Project{{Project: "shop", Instance: "repo", Directory: "/home/me/repo", Containers: 2, Up: 1, Hint: "docker compose -p shop down"}},
		Orphans:  []report.Orphan{{Project: "repo--old", Containers: 3, Up: 1, Directory: "/home/me/repo--old"}},
		Problems: []string{"the claim on slot 5 cannot be read: line 1 is not of the form NAME=value; mend or remove /home/me/.ktrdr/sandbox/slot-5.1"},
	}
}

func TestListOffATerminal(t *testing.T) {
	for name, list := range map[string]report.List{
		"list": instances(), "list-of-nothing": {}, "list-remote": {Instances: []report.Instance{
			{Instance: "repo", Slot: 1, State: report.Running, Up: 8, Healthy: 7, Checked: 8, Passing: 7, Starting: 1, Expected: 8, Created: before(72 * time.Hour), Directory: "/home/me/repo"},
			{Instance: "repo--far", Slot: 1, State: report.Unknown, Created: before(72 * time.Hour), Engine: "ssh://me@build", Directory: "/home/me/repo--far"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr := shown(t, func(c *Console) { c.List(list) })
			golden(t, name, "--- stdout\n"+stdout+"--- stderr\n"+stderr)
		})
	}
}
