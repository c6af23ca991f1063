package probes_test

import (
	"cmp"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
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
