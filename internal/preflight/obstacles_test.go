package preflight_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/preflight"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

func TestAContainerOfAProfileThatWasSwitchedOffIsNamed(t *testing.T) {
	w := stacktest.Workspace("w1")
	w.Config.All = []string{"w1", "watch"}
	for service, want := range map[string]bool{"w1": false, "watch": true, "orphan": false} {
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

func TestContainersThatTheNextStartRemovesAreSaid(t *testing.T) {
	w := stacktest.Workspace("w1")
	began := time.Now()
	containers := []docker.Container{stacktest.Container("w1", "running", began), stacktest.Container("w1", "exited", began.Add(1))}
	if found := preflight.Obstacles(t.Context(), w, containers); len(found) > 0 {
		t.Errorf("one of two runs: got %v", found)
	}
	containers[1] = stacktest.Container("w1", "running", began.Add(1))
	found := preflight.Obstacles(t.Context(), w, containers)
	if len(found) != 1 || found[0].Message != "service w1 has 2 running containers, and the Compose file says 1: the next start removes the others" {
		t.Errorf("got %v", found)
	}
}

func TestAPortThatTheComposeFileDoesNotPublishIsSaidBeforeTheStart(t *testing.T) {
	const said = "service api is asked on port 21001, and the Compose file publishes "
	for name, test := range map[string]struct {
		service composefile.Service
		want    string
	}{
		"by its number":       {composefile.Service{Ports: []composefile.Port{{Target: 80, Published: "21001"}}}, ""},
		"in a range":          {composefile.Service{Ports: []composefile.Port{{Target: 80, Published: "21000-21009"}}}, ""},
		"none":                {composefile.Service{}, said + "no port of api"},
		"a fixed one":         {composefile.Service{Ports: []composefile.Port{{Target: 80, Published: "80"}}}, said + "80:80 of api"},
		"the engine's choice": {composefile.Service{Ports: []composefile.Port{{Target: 80, HostIP: "127.0.0.1"}}}, said + "127.0.0.1::80 of api"},
		"by UDP":              {composefile.Service{Ports: []composefile.Port{{Target: 80, Published: "21001", Protocol: "udp"}}}, said + "21001:80/udp of api"},
		"the machine's own":   {composefile.Service{NetworkMode: "host"}, ""},
	} {
		w := stacktest.Workspace()
		w.Config.Services["api"] = test.service
		got := ""
		for _, finding := range preflight.Obstacles(t.Context(), w, nil) {
			got += finding.Message
		}
		if got != test.want {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// A check in Go has no address to ask of a service without a port.
func TestAServiceWithoutAPortThatACheckInGoAsksIsAProblem(t *testing.T) {
	w := stacktest.Workspace("watch")
	w.Derived = &derived.Stack{}
	w.Stack.Checks = []stack.Check{{Name: "work", Services: []string{"watch"}, Probe: func(meet func(string) stack.Endpoint, _ []string) gate.Probe {
		return gate.HTTP{URL: meet("watch").URL + meet("elsewhere").URL}.Probe
	}}}
	found := preflight.Obstacles(t.Context(), w, nil)
	if len(found) != 1 || found[0].Status != report.FindingProblem || found[0].Message != "check work asks watch, and the Compose file publishes no port of it by a number" {
		t.Errorf("got %+v", found)
	}
}

func TestOnlyProblemsKeepAnInstanceFromStarting(t *testing.T) {
	w := stacktest.Workspace("w1")
	w.Derived = &derived.Stack{Obstacles: []report.Finding{
		{Status: report.FindingWarning, Message: "shared"},
		{Status: report.FindingProblem, Message: "missing", Cure: "make it"},
	}}
	var warned []string
	err := preflight.Check(t.Context(), w, nil, func(text string) { warned = append(warned, text) })
	if err == nil || err.Error() != "missing; make it" || strings.Join(warned, "") != "warning: shared" {
		t.Errorf("got %v, and warnings %q", err, warned)
	}
}
