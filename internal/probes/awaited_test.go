package probes_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/probes"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

// The error of an attempt is the progress line.
func TestServiceThatComposeHoldsBackSaysForWhom(t *testing.T) {
	w := stacktest.Workspace("api", "db")
	w.Config.Services["api"] = composefile.Service{DependsOn: map[string]composefile.Dependency{"db": {Condition: "service_healthy", Required: true}}}
	db := stacktest.Container("db", "running", time.Now())
	db.State.Health = &docker.Health{Status: "starting", Log: []struct{ Output string }{{"no response"}}}
	listed := func() []docker.Container {
		return []docker.Container{stacktest.Container("api", "created", time.Now()), db}
	}
	running := func() []docker.Container { return []docker.Container{db} }
	err := (probes.Asker{Workspace: w, Running: running, Listed: listed}).Askable("api")
	const want = "waits for db to be healthy: its health is starting, its healthcheck says: no response"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}
