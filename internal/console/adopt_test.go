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

func TestAdoptSaysOnceWhatIsTrueOfSeveralServices(t *testing.T) {
	const running, ended, healthy = " counts as ready as soon as its container has run for a second", ", or has ended with exit code 0", "x-sandbox: {ready: healthy}"
	stdout, _ := shown(t, func(c *Console) {
		c.Adopt(report.Adopt{
			Shared: []report.Finding{{Message: "network a is external", Cure: "remove it"}, {Message: "network b is external", Cure: "remove it"}},
			Decisions: []report.Decision{
				{Service: "queue-long", Message: "queue-long" + running, Line: healthy},
				{Service: "web", Message: "web" + running, Line: "x-sandbox: {ready: GET /health}"},
				{Service: "queue-short", Message: "queue-short" + running, Line: healthy},
				{Service: "seed", Message: "seed" + running + ended, Line: healthy},
				{Message: "service web uses docker.sock", Line: "limit it"},
				{Message: "service proxy uses docker.sock", Line: "limit it"},
				{Message: "service web, environment URL names localhost:80", Line: "publish it"},
				{Message: "service proxy, environment URL names localhost:80", Line: "publish it"},
			},
		})
	})
	want := "\nShared by all instances:\n  ! network a is external\n    → remove it\n  ! network b is external\n    → remove it\n" +
		"\nTo decide:\n  ! each of 2 services" + running + ": queue-long, queue-short\n    → " + healthy +
		"\n  ! web" + running + "\n    → x-sandbox: {ready: GET /health}\n  ! seed" + running + ended + "\n    → " + healthy +
		"\n  ! each of 2 services uses docker.sock: web, proxy\n    → limit it\n" +
		"  ! each of 2 services, environment URL names localhost:80: web, proxy\n    → publish it\n"
	if stdout != want {
		t.Errorf("got %s\nwant %s", stdout, want)
	}
}
