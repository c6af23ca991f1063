package preflight_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/report"
)

func TestAContainerOfAProfileThatWasSwitchedOffIsNamed(t *testing.T) {
	w := stacktest.Workspace("api")
	w.Config.All = []string{"api", "watch"}
	for service, want := range map[string]bool{"api": false, "watch": true, "orphan": false} {
		containers := []docker.Container{stacktest.Container(service, "running", time.Now())}
		found := preflight.Obstacles(t.Context(), w, containers)
		if (len(found) == 1) != want {
			t.Errorf("%s: got %v", service, found)
		}
	}
	stopped := []docker.Container{stacktest.Container("watch", "exited", time.Now())}
	if found := preflight.Obstacles(t.Context(), w, stopped); len(found) > 0 {
		t.Errorf("stopped: got %v", found)
	}
}

func TestOnlyProblemsKeepAnInstanceFromStarting(t *testing.T) {
	w := stacktest.Workspace("api")
	w.Derived = &derived.Stack{Obstacles: []report.Finding{
		{Status: report.FindingWarning, Message: "shared"},
		{Status: report.FindingProblem, Message: "missing", Cure: "make it"},
	}}
	var warned []string
	err := preflight.CheckObstacles(t.Context(), w, nil, func(text string) { warned = append(warned, text) })
	if err == nil || err.Error() != "missing; make it" || strings.Join(warned, "") != "warning: shared" {
		t.Errorf("got %v, and warnings %q", err, warned)
	}
}
