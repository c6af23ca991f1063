package watch

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

// docker compose up --force-recreate beside a gate makes containers, ends the old ones and
// starts the new ones in the order of their dependencies.
func TestAContainerThatAnotherCommandMayStartIsNotLost(t *testing.T) {
	container := func(id, service, state string, created time.Time) docker.Container {
		c := stacktest.Container(service, state, created)
		c.ID = id
		return c
	}
	stopped := func(at time.Time) docker.Container {
		c := container("api", "api", "exited", at.Add(-time.Hour))
		c.Stopped, c.State.FinishedAt = true, at
		return c
	}
	now := time.Now()
	made, old := container("api", "api", "created", now), container("api", "api", "created", now.Add(-time.Minute))
	refused := made
	refused.State.Error = "error mounting"
	starting := container("w1", "w1", "running", old.Created)
	starting.State.Health = &docker.Health{Status: "starting"}
	for name, test := range map[string]struct {
		containers []docker.Container
		now, later diagnose.Cause
	}{
		"just made":             {[]docker.Container{made}, "", diagnose.Stranded},
		"refused":               {[]docker.Container{refused}, diagnose.Stranded, diagnose.Stranded},
		"made long ago":         {[]docker.Container{old}, diagnose.Stranded, diagnose.Stranded},
		"waits for another":     {[]docker.Container{old, starting}, "", ""},
		"another is replaced":   {[]docker.Container{old, container("1", "w2", "running", old.Created), container("2", "w2", "created", now)}, "", ""},
		"it was left half done": {[]docker.Container{old, container("1", "w2", "running", old.Created), container("2", "w2", "created", old.Created)}, diagnose.Stranded, diagnose.Stranded},
		"stopped, another made": {[]docker.Container{stopped(now.Add(-time.Second)), container("w2", "w2", "created", now)}, "", diagnose.ContainerExited},
		"made, another stopped": {[]docker.Container{stopped(now), container("w2", "w2", "running", now.Add(-time.Second))}, diagnose.ContainerExited, diagnose.ContainerExited},
	} {
		t.Run(name, func(t *testing.T) {
			w := watching(t, true)
			w.workspace.Config.Services["api"] = composefile.Service{DependsOn: map[string]composefile.Dependency{"w1": {Condition: "service_healthy"}}}
			for _, c := range test.containers {
				w.before[c.ID] = c
			}
			if got := w.unrecoverable("api", w.marked(test.containers)); got != test.now || got == "" && !w.isAwaiting(test.containers) {
				t.Errorf("got %q", got)
			}
			w.other.seen = w.other.seen.Add(-startsWithin)
			for i := range test.containers {
				test.containers[i].Created = test.containers[i].Created.Add(-startsWithin)
			}
			if got := w.unrecoverable("api", w.marked(test.containers)); got != test.later {
				t.Errorf("got %q later", got)
			}
		})
	}
}
