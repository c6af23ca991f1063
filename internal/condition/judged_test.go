package condition_test

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

func TestTheContainerDecides(t *testing.T) {
	now := time.Now()
	running := func(since time.Duration, health string) docker.Container {
		var c docker.Container
		c.ID, c.State.Status, c.State.Running, c.State.StartedAt = "1", "running", true, now.Add(-since)
		if health != "" {
			c.State.Health = &docker.Health{Status: health}
		}
		return c
	}
	ended := func(code int) docker.Container {
		var c docker.Container
		c.ID, c.State.Status, c.State.ExitCode = "1", "exited", code
		return c
	}
	for name, test := range map[string]struct {
		judge     derive.Judge
		container docker.Container
		want      string
	}{
		"runs":                  {derive.ByRunning, running(time.Second, ""), ""},
		"has just started":      {derive.ByRunning, running(time.Second/2, ""), "container web has run for less than 1s"},
		"by a clock ahead":      {derive.ByRunning, running(-time.Hour, ""), ""},
		"has ended":             {derive.ByRunning, ended(0), "container web is exited"},
		"healthy by its image":  {derive.ByRunning, running(0, "healthy"), ""},
		"starting by its image": {derive.ByRunning, running(time.Hour, "starting"), "container web is not healthy: its health is starting"},
		"healthy":               {derive.ByHealth, running(0, "healthy"), ""},
		"unhealthy":             {derive.ByHealth, running(time.Hour, "unhealthy"), "container web is not healthy: its health is unhealthy"},
		"without a healthcheck": {derive.ByHealth, running(time.Hour, ""), "container web has no healthcheck, neither of the Compose file nor of its image"},
		"a job that is done":    {derive.ByExitCode, ended(0), ""},
		"a job that failed":     {derive.ByExitCode, ended(1), "container web is exited"},
		"a job that is at work": {derive.ByExitCode, running(time.Hour, ""), "container web has not ended"},
	} {
		got := ""
		r := replica(test.container)
		r.Service = "web"
		if err := r.Judge(test.judge, now); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	// The container may be restarting, and then it did start.
	if err := (condition.Replica{Service: "web"}).Judge(derive.ByRunning, now); err == nil || err.Error() != "container web is not running" {
		t.Errorf("got %v", err)
	}
}
