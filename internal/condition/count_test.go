package condition_test

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/jobs"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

// configOf returns the configuration of services with so many replicas each.
func configOf(replicas map[string]int) compose.Config {
	config := compose.Config{Project: composefile.Project{Services: make(map[string]composefile.Service)}}
	for name, number := range replicas {
		config.Services[name] = composefile.Service{Scale: new(number)}
	}
	return config
}

// container returns the container with a number, health "" for none.
func container(service, number, state, health string) docker.Container {
	c := stacktest.Container(service, state, time.Now())
	c.Config.Labels["com.docker.compose.container-number"] = number
	if health != "" {
		c.State.Health = &docker.Health{Status: health}
	}
	return c
}

func TestCount(t *testing.T) {
	api := container("api", "1", "running", "healthy")
	failed := container("w", "1", "exited", "")
	failed.State.ExitCode = 137
	ending := func(service string) jobs.Ending {
		return map[bool]jobs.Ending{true: jobs.Outage, false: jobs.Success}[service == "api"]
	}
	for name, test := range map[string]struct {
		services   map[string]int
		containers []docker.Container
		want       condition.Counts
	}{
		"all run":              {map[string]int{"api": 1, "w": 1}, []docker.Container{api, container("w", "1", "running", "")}, condition.Counts{Total: 2, Existing: 2, Up: 2, Healthy: 2, Checked: 1, Passing: 1, State: "running"}},
		"one is starting":      {map[string]int{"api": 1}, []docker.Container{container("api", "1", "running", "starting")}, condition.Counts{Total: 1, Existing: 1, Up: 1, Checked: 1, Starting: 1, State: "running"}},
		"one failed":           {map[string]int{"api": 1, "w": 1}, []docker.Container{api, failed}, condition.Counts{Total: 2, Existing: 2, Up: 1, Healthy: 1, Checked: 1, Passing: 1, State: "partial"}},
		"a replica failed":     {map[string]int{"w": 2}, []docker.Container{failed, container("w", "2", "running", "")}, condition.Counts{Total: 2, Existing: 2, Up: 1, Healthy: 1, State: "partial"}},
		"a replica is missing": {map[string]int{"w": 2}, []docker.Container{container("w", "2", "running", "")}, condition.Counts{Total: 2, Existing: 1, Up: 1, Healthy: 1, State: "partial"}},
		"scaled by hand":       {map[string]int{"w": 1}, []docker.Container{container("w", "1", "running", ""), container("w", "2", "running", "")}, condition.Counts{Total: 2, Existing: 2, Up: 2, Healthy: 2, State: "running"}},
		"a finished job":       {map[string]int{"api": 1, "job": 1}, []docker.Container{api, container("job", "1", "exited", "")}, condition.Counts{Total: 1, Existing: 1, Up: 1, Healthy: 1, Checked: 1, Passing: 1, State: "running"}},
		"a server that ended":  {map[string]int{"api": 1}, []docker.Container{container("api", "1", "exited", "")}, condition.Counts{Total: 1, Existing: 1, State: "stopped"}},
		"not started":          {map[string]int{"api": 1, "w": 3}, nil, condition.Counts{Total: 4, State: "not_started"}},
		"unknown files":        {nil, []docker.Container{api, failed}, condition.Counts{Total: 2, Existing: 2, Up: 1, Healthy: 1, Checked: 1, Passing: 1, State: "partial"}},
		"of no service now":    {map[string]int{"api": 1}, []docker.Container{api, failed}, condition.Counts{Total: 1, Existing: 1, Up: 1, Healthy: 1, Checked: 1, Passing: 1, State: "running"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := condition.Count(condition.All(configOf(test.services), test.containers), ending); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}
