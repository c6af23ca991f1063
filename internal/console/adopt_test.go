package console

import (
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

func TestAdoptShowsWhyNoServiceIsStarted(t *testing.T) {
	stdout, _ := shown(t, func(c *Console) {
		c.Adopt(report.Adopt{Decisions: []report.Decision{{Message: "no service is started", Line: "put COMPOSE_PROFILES=NAME into .env.sandbox"}}})
	})
	if want := "\nTo decide:\n  ! no service is started\n    → put COMPOSE_PROFILES=NAME into .env.sandbox\n"; stdout != want {
		t.Errorf("got %q, want %q", stdout, want)
	}
}
