package probes_test

import (
	"cmp"
	"errors"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/probes"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestAJobThatNoServiceWaitsForIsDoneOrFails(t *testing.T) {
	for name, test := range map[string]struct {
		service composefile.Service
		state   string
		code    int
		want    string
	}{
		"done":               {composefile.Service{}, "exited", 0, "done (exit code 0)"},
		"running":            {composefile.Service{}, "running", 0, "up (running)"},
		"failed":             {composefile.Service{}, "exited", 3, "container seed is not running"},
		"restarted for 0":    {composefile.Service{Restart: "always"}, "exited", 0, "container seed is not running"},
		"not started so far": {composefile.Service{}, "created", 0, "container seed is not running"},
	} {
		w := stacktest.Workspace()
		w.Config.Services["seed"] = test.service
		d, err := derive.Stack(w.Config.Project, nil)
		if err != nil {
			t.Fatal(err)
		}
		w.Derived, w.Stack = &derived.Stack{Derived: d}, d.Stack
		c := stacktest.Container("seed", test.state, time.Unix(1, 0))
		c.State.ExitCode = test.code
		asker := probes.Asker{
			Workspace: w,
			Listed:    func() []docker.Container { return []docker.Container{c} },
			Running: func() []docker.Container {
				if c.Up() {
					return []docker.Container{c}
				}
				return nil
			},
		}
		check, got := asker.Checks(unlimited)[0], ""
		if err := check.Probe(t.Context()); err != nil {
			got = err.Error()
		} else if got = check.Passed; check.PassedAs != nil {
			got = cmp.Or(check.PassedAs(), got)
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// The diagnosis shows the container's state, and not the error too.
func TestAReplicaThatIsNotUpIsBlamed(t *testing.T) {
	w := stacktest.Workspace()
	w.Config.Services["worker"] = composefile.Service{Restart: "always"}
	d, err := derive.Stack(w.Config.Project, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.Derived, w.Stack = &derived.Stack{Derived: d}, d.Stack
	for state, blamed := range map[string]bool{"exited": true, "running": false} { // it has run for less than a second
		c := stacktest.Container("worker", state, time.Now())
		c.State.StartedAt = time.Now()
		all := func() []docker.Container { return []docker.Container{c} }
		var why *diagnose.Unrecoverable
		err := probes.Asker{Workspace: w, Listed: all, Running: all}.Service("worker")(t.Context())
		if err == nil || errors.As(err, &why) != blamed || blamed && why.Service != "worker" {
			t.Errorf("%s: %v blames %v", state, err, why)
		}
	}
}
