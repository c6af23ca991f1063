package probes_test

import (
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/probes"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

func TestAnAttemptMayTakeAsLongAsTheHealthcheck(t *testing.T) {
	for text, want := range map[string]time.Duration{"": gate.DefaultProbeTimeout, "2s": gate.DefaultProbeTimeout, "20s": 20 * time.Second} {
		w := stacktest.Workspace()
		w.Config.Services["web"] = composefile.Service{
			Ports:       []composefile.Port{{Target: 80, Published: "8080"}},
			Healthcheck: &composefile.Healthcheck{Test: []string{"CMD", "wget", "http://localhost/"}, Timeout: text},
		}
		d, err := derive.Stack(w.Config.Project, nil)
		if err != nil {
			t.Fatal(err)
		}
		w.Derived, w.Stack = &derived.Stack{Derived: d}, d.Stack
		if got := (probes.Asker{Workspace: w}).Checks(unlimited)[0].Timeout; got != want {
			t.Errorf("timeout %q: got %s, want %s", text, got, want)
		}
	}
}
