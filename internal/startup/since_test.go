package startup

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestWhatHasHappenedToAContainerSinceIsTold(t *testing.T) {
	for name, test := range map[string]struct {
		cause     diagnose.Cause
		state     string // of its container, or ""
		starting  []string
		want      string
		wantCause diagnose.Cause
	}{
		"restarted":           {diagnose.ContainerExited, "running", nil, "mage sandbox:gate", diagnose.ContainerExited},
		"created anew":        {diagnose.Stranded, "running", nil, "mage sandbox:gate", diagnose.Stranded},
		"being replaced":      {diagnose.ContainerExited, "created", []string{"db"}, "mage sandbox:gate", diagnose.ContainerExited},
		"others are replaced": {diagnose.ContainerExited, "created", []string{"web"}, "as before", diagnose.ContainerExited},
		"removed":             {diagnose.ContainerExited, "", nil, "mage sandbox:up", diagnose.NotCreated},
		"missing as before":   {diagnose.NotCreated, "", nil, "as before", diagnose.NotCreated},
		"ended":               {diagnose.ContainerExited, "exited", nil, "as before", diagnose.ContainerExited},
		"up, and not healthy": {diagnose.Unhealthy, "running", nil, "as before", diagnose.Unhealthy},
	} {
		findings := []diagnose.Finding{{Cause: test.cause, Service: "db", Hint: "as before"}}
		db := diagnose.ServiceFacts{Name: "db"}
		if test.state != "" {
			db.Container = &diagnose.ContainerFacts{State: test.state}
		}
		tellSince(findings, []diagnose.ServiceFacts{{Name: "web"}, db}, test.starting)
		if got := findings[0]; got.Hint != test.want || got.Cause != test.wantCause || len(got.Details) > 0 != (test.want == "mage sandbox:gate") {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestAContainerThatIsOlderThanItsPortIsReplacedByUp(t *testing.T) {
	w := stacktest.Workspace("api")
	for published, want := range map[string]string{"21001": "mage sandbox:up", "21002": "publish it", "": "publish it"} {
		w.Config.Services["api"] = composefile.Service{Ports: []composefile.Port{{Target: 80, Published: published}}}
		findings := []diagnose.Finding{{Cause: diagnose.NoPublishedPort, Service: "api", Hint: "publish it"}}
		tellOutdated(findings, w)
		if got := findings[0].Hint; got != want {
			t.Errorf("the Compose file publishes %q: got %q", published, got)
		}
	}
}
