package condition_test

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

// Service web waits for api, which waits for db to be healthy and for job to end.
func TestAwaitedIsWhatKeepsAServiceFromStarting(t *testing.T) {
	on := func(names map[string]string) composefile.Service {
		needs := make(map[string]composefile.Dependency)
		for name, condition := range names {
			needs[name] = composefile.Dependency{Condition: condition, Required: true}
		}
		return composefile.Service{DependsOn: needs}
	}
	services := map[string]composefile.Service{
		"web": on(map[string]string{"api": "service_started"}),
		"api": on(map[string]string{"db": "service_healthy", "job": "service_completed_successfully"}),
		"db":  {}, "job": {},
	}
	config := compose.Config{Project: composefile.Project{Services: services}}
	of := func(service, state, health string) docker.Container {
		c := stacktest.Container(service, state, time.Unix(1, 0))
		if health != "" {
			c.State.Health = &docker.Health{Status: health, Log: []struct{ Output string }{{"no\n response"}}}
		}
		return c
	}
	api, web := of("api", "created", ""), of("web", "created", "")
	for _, test := range []struct {
		name       string
		service    string
		containers []docker.Container
		want       string
	}{
		{"health", "api", []docker.Container{api, of("db", "running", "starting")}, "waits for db to be healthy: its health is starting, its healthcheck says: no response"},
		{"a job", "api", []docker.Container{api, of("db", "running", "healthy"), of("job", "running", "")}, "waits for job job to end"},
		{"through another", "web", []docker.Container{web, api, of("db", "running", "healthy"), of("job", "running", "")}, "waits for job job to end"},
		{"nothing any more", "api", []docker.Container{api, of("db", "running", "healthy"), of("job", "exited", "")}, ""},
		{"one that was never started", "api", []docker.Container{api, of("db", "created", "")}, ""},
		{"a service that runs", "api", []docker.Container{of("api", "running", ""), of("db", "running", "starting")}, ""},
	} {
		wait, waits := condition.Awaited(config, test.containers, test.service)
		if waits != (test.want != "") || waits && wait.String() != test.want {
			t.Errorf("%s: %v, %q", test.name, waits, wait)
		}
	}
}

func TestAServiceThatIsUnhealthyBlocksThoseThatNeedItsHealth(t *testing.T) {
	on := func(condition string) composefile.Service {
		return composefile.Service{DependsOn: map[string]composefile.Dependency{"db": {Condition: condition, Required: true}}}
	}
	config := compose.Config{Project: composefile.Project{Services: map[string]composefile.Service{
		"web": on("service_healthy"), "log": on("service_started"), "db": {},
	}}}
	of := func(service, state, health string) docker.Container {
		c := stacktest.Container(service, state, time.Unix(1, 0))
		c.State.Health = &docker.Health{Status: health}
		return c
	}
	log := of("log", "running", "")
	for name, test := range map[string]struct {
		db, web, log docker.Container
		want         bool
	}{
		"unhealthy, and web is not started": {of("db", "running", "unhealthy"), of("web", "created", ""), log, true},
		"unhealthy, and web runs":           {of("db", "running", "unhealthy"), of("web", "running", ""), log, false},
		"web waits for its first health":    {of("db", "running", "starting"), of("web", "created", ""), log, false},
		"healthy":                           {of("db", "running", "healthy"), of("web", "created", ""), log, false},
		"ended":                             {of("db", "exited", "unhealthy"), of("web", "created", ""), log, false},
		"log does not need its health":      {of("db", "running", "unhealthy"), of("web", "running", ""), of("log", "created", ""), false},
	} {
		t.Run(name, func(t *testing.T) {
			db := condition.Replica{Service: "db", Number: 1, Of: 1, Container: test.db, Found: true}
			if got := db.Blocks(config, []docker.Container{test.db, test.web, test.log}); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
