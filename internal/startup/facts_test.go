package startup

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

func TestRevokeTakesBackWhatIsNotTrueAnyMore(t *testing.T) {
	a := &attempt{w: stacktest.Workspace("api", "watch", "w1", "w2")}
	verdict := gate.Report{Checks: []gate.Result{
		{Name: "API", Status: gate.Passed, Message: "ready"}, {Name: "Seen", Status: gate.Failed}, {Name: "Workers", Status: gate.Passed},
	}}
	now := time.Now()
	a.revoke(&verdict, []docker.Container{stacktest.Container("api", "created", now), stacktest.Container("watch", "running", now), stacktest.Container("w1", "running", now), stacktest.Container("w2", "running", now)})
	for i, want := range []gate.Status{gate.Failed, gate.Failed, gate.Skipped} {
		if got := verdict.Checks[i]; got.Status != want {
			t.Errorf("%s is %s, want %s", got.Name, got.Status, want)
		}
	}
}

func TestRevokeBlamesWhatTheGateWasNotConfirmedFor(t *testing.T) {
	a := &attempt{w: stacktest.Workspace("api", "watch", "w1", "w2")}
	now := time.Now()
	containers := []docker.Container{stacktest.Container("api", "running", now), stacktest.Container("watch", "running", now), stacktest.Container("w1", "running", now), stacktest.Container("w2", "running", now)}
	for _, test := range []struct {
		service   string
		want      []gate.Status
		unsettled bool
	}{
		{"api", []gate.Status{gate.Failed, gate.Skipped}, false},
		{"job", []gate.Status{gate.Passed, gate.Passed}, true}, // no check asks it
	} {
		why := &unconfirmed{diagnose.Unrecoverable{Cause: diagnose.Unhealthy, Service: test.service}, "it is unhealthy", false}
		verdict := gate.Report{Unsettled: why, Checks: []gate.Result{{Name: "API", Status: gate.Passed}, {Name: "Workers", Status: gate.Passed}}}
		a.revoke(&verdict, containers)
		if got := []gate.Status{verdict.Checks[0].Status, verdict.Checks[1].Status}; !slices.Equal(got, test.want) {
			t.Errorf("%s: %s", test.service, got)
		}
		if (verdict.Unsettled != nil) != test.unsettled || (verdict.Checks[0].Err == why) == test.unsettled {
			t.Errorf("%s: unsettled is %v, the check's error %v", test.service, verdict.Unsettled, verdict.Checks[0].Err)
		}
	}
}

// Another command may start a container that it has made. When it does not, the guard ends the
// gate before the watch gives the check of a job up.
func TestRevokeBlamesTheCheckThatItsOwnServiceCutShort(t *testing.T) {
	a := &attempt{w: stacktest.Workspace("api", "w1")}
	now := time.Now()
	why := &unconfirmed{diagnose.Unrecoverable{Cause: diagnose.Stranded, Service: "api"}, "it is created", true}
	for attempts, want := range map[int]gate.Status{3: gate.Failed, 0: gate.Skipped} {
		verdict := gate.Report{Unsettled: why, Checks: []gate.Result{{Name: "API", Status: gate.Skipped, Attempts: attempts}}}
		a.revoke(&verdict, []docker.Container{stacktest.Container("api", "created", now), stacktest.Container("w1", "running", now)})
		if got := verdict.Checks[0]; got.Status != want || (verdict.Unsettled == nil) != (want == gate.Failed) {
			t.Errorf("after %d attempts: %+v, unsettled %v", attempts, got, verdict.Unsettled)
		}
	}
}

// The gate would have given the check up if it had still polled.
func TestRevokeBlamesWhatTheServiceDependsOn(t *testing.T) {
	a := &attempt{w: stacktest.Workspace("api", "cache")}
	a.w.Config.Services["api"] = composefile.Service{DependsOn: map[string]composefile.Dependency{"cache": {Condition: "service_started", Required: true}}}
	verdict := gate.Report{Checks: []gate.Result{{Name: "API", Status: gate.Passed}}}
	now, cache := time.Now(), stacktest.Container("cache", "exited", time.Now())
	cache.State.ExitCode = 2
	a.revoke(&verdict, []docker.Container{stacktest.Container("api", "running", now), cache})
	why, _ := verdict.Checks[0].Unrecoverable.(*diagnose.Unrecoverable)
	if verdict.Checks[0].Status != gate.Failed || why == nil || why.Service != "cache" {
		t.Errorf("got %+v", verdict.Checks[0])
	}
}

// A job has ended for good, and that is its success.
func TestRevokeKeepsAJobThatIsDone(t *testing.T) {
	project := composefile.Project{Services: map[string]composefile.Service{
		"job": {Image: "x"},
		"web": {Image: "x", DependsOn: map[string]composefile.Dependency{"job": {Condition: "service_completed_successfully"}}},
	}}
	d, err := derive.Stack(project, nil)
	if err != nil {
		t.Fatal(err)
	}
	a := &attempt{w: workspace.Workspace{Stack: d.Stack, Derived: &derived.Stack{Derived: d}, Config: compose.Config{Project: project}}}
	now := time.Now()
	for code, want := range map[int]gate.Status{0: gate.Passed, 1: gate.Failed} {
		job := stacktest.Container("job", "exited", now)
		job.State.ExitCode = code
		verdict := gate.Report{Checks: []gate.Result{{Name: "job", Status: gate.Passed}}}
		a.revoke(&verdict, []docker.Container{job, stacktest.Container("web", "running", now)})
		if got := verdict.Checks[0].Status; got != want {
			t.Errorf("exit code %d: the job is %s, want %s", code, got, want)
		}
	}
}

// No check would tell of it.
func TestServiceThatNobodyAsksIsBlamedToo(t *testing.T) {
	a := &attempt{w: stacktest.Workspace("api", "job")}
	for code, want := range map[int]string{0: "", 4: "container job exited with code 4"} {
		job := stacktest.Container("job", "exited", time.Now())
		job.State.ExitCode = code
		got := ""
		if why := a.failedJob([]docker.Container{stacktest.Container("api", "running", time.Now()), job}); why != nil {
			got = why.Error()
		}
		if got != want {
			t.Errorf("exit code %d: got %q", code, got)
		}
	}
}

// A job that has failed since the gate asked had "not ended" and "exited" in one report.
func TestWhatTheGateSawOfAContainerGivesWayToItsState(t *testing.T) {
	a := &attempt{w: stacktest.Workspace("api")}
	running := condition.Replica{Service: "api", Found: true, Container: stacktest.Container("api", "running", time.Now())}
	isAtWork, noHealth := running.Judge(derive.ByExitCode, time.Now()), running.Judge(derive.ByHealth, time.Now())
	starting := running
	starting.Container.State.Health = &docker.Health{Status: "starting"}
	dead := &diagnose.Unrecoverable{Cause: diagnose.ContainerExited, Service: "api"}
	for _, test := range []struct {
		name  string
		of    gate.Result
		isOut bool
	}{
		{"given up", gate.Result{Err: isAtWork, Unrecoverable: dead}, true},
		{"out of time", gate.Result{Err: isAtWork}, false},
		{"out of time, with a healthcheck", gate.Result{Err: starting.Judge(derive.ByHealth, time.Now())}, true},
		{"the state does not show it", gate.Result{Err: noHealth, Unrecoverable: dead}, false},
		{"an answer", gate.Result{Err: errors.New("refused"), Unrecoverable: dead}, false},
	} {
		test.of.Name = "API"
		if got := a.checkFacts(test.of); (got.Err == nil) != test.isOut {
			t.Errorf("%s: got %v", test.name, got.Err)
		}
	}
}

func TestExplainPutsFindingsInPlace(t *testing.T) {
	verdict := gate.Report{Checks: []gate.Result{
		{Name: "Database", Status: gate.Failed, Details: []string{"refused"}},
		{Name: "Backend", Status: gate.Failed, Unrecoverable: errors.New("dead"), Details: []string{"refused"}},
	}}
	findings := []diagnose.Finding{
		{Check: "Database", Cause: diagnose.ConnectionRefused, Details: []string{"still refused"}, Hint: "look"},
		{Check: "Backend", Cause: diagnose.ContainerExited, Details: []string{"exited"}, Hint: "mage sandbox:logs"},
		{Cause: diagnose.ContainerExited, Service: "job", Details: []string{"job exited"}, Hint: "mage sandbox:logs"},
	}
	r := report.New()
	addChecks(r, verdict)
	explain(r, skipUnfinished(r, verdict, findings))
	if got := r.Checks[0]; got.Status != report.CheckSkipped || len(got.Details) != 0 {
		t.Errorf("one that was still starting: %+v", got)
	}
	if got := r.Checks[1]; got.Status != report.CheckFailed || !slices.Equal(got.Details, []string{"exited"}) || got.Hint != "mage sandbox:logs" {
		t.Errorf("got %+v", got)
	}
	if !slices.Equal(r.Unsettled, []string{"job exited", "try: mage sandbox:logs"}) {
		t.Errorf("unsettled: %q", r.Unsettled)
	}
}

// The engine calls a container that was killed unhealthy, and keeps its last healthcheck,
// which may have passed.
func TestTheHealthcheckOfAContainerThatEndedIsNoFact(t *testing.T) {
	for state, want := range map[string]string{"running": "accepting connections", "exited": ""} {
		c := stacktest.Container("db", state, time.Now())
		c.State.Health = &docker.Health{Status: "unhealthy", Log: []struct{ Output string }{{"accepting connections"}}}
		if got := containerFacts(c).HealthOutput; got != want {
			t.Errorf("%s: got %q, want %q", state, got, want)
		}
	}
}
