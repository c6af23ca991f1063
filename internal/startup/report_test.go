package startup

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// identified returns a report about a workspace.
func identified(services ...string) (*report.Report, workspace.Workspace) {
	r, w := report.New(), stacktest.Workspace(services...)
	r.Instance, r.Slot, r.Links = w.Instance.ID, new(w.Instance.Slot), w.Links()
	return r, w
}

// failing is a gate in which API is down, so that Seen and Workers cannot pass.
func failing() (gate.Report, []diagnose.Finding) {
	return gate.Report{Duration: 1234567 * time.Microsecond, Checks: []gate.Result{
			{Name: "Database", Status: gate.Passed, Message: "ready", Attempts: 1},
			{Name: "API", Status: gate.Failed, Message: "not ready", Attempts: 7, Duration: time.Second},
			{Name: "Seen", Status: gate.Failed, Message: "not seen", Attempts: 7},
			{Name: "Workers", Status: gate.Skipped, Message: "skipped (api not ready)", Details: []string{"expected 4 workers, not checked"}},
		}}, []diagnose.Finding{
			{Check: "API", Cause: diagnose.ContainerExited, Service: "api", Details: []string{"it exited"}, Hint: "mage sandbox:logs -service=api"},
			{Check: "Seen", Cause: diagnose.DependencyFailed, Service: "api", Follows: "API", Details: []string{"a consequence of API"}},
		}
}

func TestReportTellsWhyEachCheckFailed(t *testing.T) {
	r, w := identified("api", "w1")
	verdict, findings := failing()
	addChecks(r, verdict)
	explain(r, findings)
	r.Services = Services(w, []docker.Container{stacktest.Container("api", "exited", time.Now())})
	r.Conclude(outcome.Failure(outcome.NotReady(unready("a", verdict.Duration, findings))))
	schematest.Valid(t, "report", encoded(t, r))

	want := []report.CheckResult{
		{Name: "Database", Status: "passed", Message: "ready", Details: []string{}, Attempts: 1},
		{
			Name: "API", Status: "failed", Message: "not ready", Details: []string{"it exited"}, Cause: "container_exited", Service: "api",
			Hint: "mage sandbox:logs -service=api", Attempts: 7, Duration: 1,
		},
		{
			Name: "Seen", Status: "failed", Message: "not seen", Details: []string{"a consequence of API"},
			Cause: "dependency_failed", Service: "api", Follows: "API", Attempts: 7,
		},
		{Name: "Workers", Status: "skipped", Message: "skipped (api not ready)", Details: []string{"expected 4 workers, not checked"}},
	}
	if !reflect.DeepEqual(r.Checks, want) {
		t.Errorf("got %+v\nwant %+v", r.Checks, want)
	}
	if r.Passed || r.Duration != 1.235 || r.Error.Cause != "container_exited" || r.Error.Details != nil || *r.Slot != 1 {
		t.Errorf("got %+v", r)
	}
	if len(r.Links) != 1 || r.Links[0] != (report.Page{Label: "API", Service: "api", URL: "http://localhost:21001/docs"}) {
		t.Errorf("links %+v", r.Links)
	}
	if api, w1 := r.Services[0].Container, r.Services[1].Container; api == nil || api.State != "exited" || w1 != nil {
		t.Errorf("services %+v", r.Services)
	}
}

func TestNoCheckFailsByBeingCutShort(t *testing.T) {
	r, _ := identified("api")
	verdict, _ := failing()
	addCutChecks(r, verdict, "interrupted")
	r.Conclude(outcome.Failure(outcome.ErrInterrupted))
	schematest.Valid(t, "report", encoded(t, r))
	for i, want := range []string{"passed", "skipped", "skipped", "skipped"} {
		if r.Checks[i].Status != want {
			t.Errorf("%+v, want %s", r.Checks[i], want)
		}
	}
	if got := r.Checks[1].Message; got != "skipped (interrupted)" {
		t.Errorf("got %q", got)
	}
}

// Compose refuses to start API; the database and the cache were still starting.
func TestServicesThatWereStillStartingAreNotBlamedForAStartThatFailed(t *testing.T) {
	r, _ := identified("api")
	verdict := gate.Report{Checks: []gate.Result{
		{Name: "Database", Status: gate.Failed, Message: "not ready"},
		{Name: "Cache", Status: gate.Failed, Message: "not ready"},
		{Name: "Seen", Status: gate.Failed, Message: "not seen"},
		{Name: "API", Status: gate.Failed, Message: "not ready"},
		{Name: "Worker", Status: gate.Failed, Message: "not ready", Unrecoverable: &diagnose.Unrecoverable{Cause: diagnose.HealthPending}},
	}}
	addChecks(r, verdict)
	findings := skipUnfinished(r, verdict, []diagnose.Finding{
		{Check: "Database", Cause: diagnose.HealthPending, Service: "db"},
		{Check: "Cache", Cause: diagnose.ConnectionRefused, Service: "cache"},
		{Check: "Seen", Cause: diagnose.DependencyFailed, Follows: "Database"},
		{Check: "API", Cause: diagnose.StartRefused, Service: "api"},
		{Check: "Worker", Cause: diagnose.HealthPending, Service: "w1"},
	})
	explain(r, findings)
	for i, want := range []string{"skipped (the start failed)", "skipped (the start failed)", "skipped (the start failed)", "not ready", "not ready"} {
		if r.Checks[i].Message != want {
			t.Errorf("%s: %q, want %q", r.Checks[i].Name, r.Checks[i].Message, want)
		}
	}
	if len(findings) != 2 || findings[0].Service != "api" {
		t.Errorf("the first to blame is not api: %+v", findings)
	}
}

func TestUnreadyNamesTheFirstCauseThatIsNoConsequence(t *testing.T) {
	unhealthy := diagnose.Finding{Cause: diagnose.Unhealthy, Service: "job", Details: []string{"container job is unhealthy"}, Hint: "mage sandbox:logs -service=job"}
	failure := outcome.Failure(outcome.NotReady(unready("a", 3210*time.Millisecond, []diagnose.Finding{{Check: "API", Cause: diagnose.DependencyFailed}, unhealthy})))
	want := report.Error{
		Exit: 2, Message: "instance a is not ready after 3.2s",
		Cause: "unhealthy", Service: "job", Details: unhealthy.Details, Hint: unhealthy.Hint,
	}
	if !reflect.DeepEqual(*failure, want) {
		t.Errorf("got %+v\nwant %+v", *failure, want)
	}
}

func encoded(t *testing.T, document any) []byte {
	t.Helper()
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
