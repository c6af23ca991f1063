package startup

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestAnAnswerCountsOnlyFromTheContainerThatIsLeftInPlace(t *testing.T) {
	begin := time.Now()
	of := func(state string, created, started time.Duration, restarts int) docker.Container {
		c := stacktest.Container("api", state, begin.Add(created))
		c.State.StartedAt, c.RestartCount = begin.Add(started), restarts
		return c
	}
	old := of("running", 0, 0, 0)
	for _, test := range []struct {
		name string
		now  docker.Container
		old  bool
		want gate.Status // of a gate that does not pass for another reason
	}{
		{"the same run", old, false, gate.Passed},
		{"the same container, restarted", of("running", 0, time.Second, 0), true, gate.Skipped},
		{"another container", of("running", time.Second, time.Second, 0), true, gate.Skipped},
		{"another container, in a crash loop", of("restarting", time.Second, time.Second, 2), true, gate.Failed},
		{"another container, between two crashes", of("running", time.Second, time.Second, 2), true, gate.Failed},
	} {
		a := &attempt{w: stacktest.Workspace("api")}
		a.answers.note("api", []docker.Container{old})
		containers := []docker.Container{test.now}
		if got := a.answers.areOld("api", containers); got != test.old {
			t.Errorf("%s: old is %v", test.name, got)
		}
		verdict := gate.Report{Checks: []gate.Result{{Name: "API", Status: gate.Passed}}}
		a.revoke(&verdict, containers)
		if got := verdict.Checks[0].Status; got != test.want {
			t.Errorf("%s: the check is %s, want %s", test.name, got, test.want)
		}
	}
}

func TestAServiceThatHasNotAnsweredHasNoOldAnswer(t *testing.T) {
	a := &attempt{}
	a.answers.note("job", nil) // it has ended
	for _, service := range []string{"api", "job"} {
		if a.answers.areOld(service, nil) {
			t.Errorf("%s has an old answer", service)
		}
	}
}
