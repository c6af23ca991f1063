//go:build e2e && unix

package e2e

import (
	"fmt"
	"regexp"
	"testing"
)

func TestStatusShowsInstanceInfo(t *testing.T) {
	in := healthy(t)
	r := in.run(t, "sandbox:status")
	r.exits(t, 0)
	r.shows(t, fmt.Sprintf("Instance: %s (slot %d)\n", in.id, in.slot), "Status: running\n", "Containers: ", "Services:\n", "Workers:\n")
}

func TestStatusShowsContainerCounts(t *testing.T) {
	in := healthy(t)
	total := in.containers(t)
	in.passesHealthchecks(t)
	r := in.run(t, "sandbox:status")
	r.exits(t, 0)
	r.shows(t, fmt.Sprintf("Containers: %d/%d healthy\n", total, total))

	in.end(t, "stop", "backend")
	r = in.run(t, "sandbox:status")
	r.exits(t, 0)
	r.shows(t, fmt.Sprintf("Status: partial (%d/%d)\n", total-1, total), fmt.Sprintf("Containers: %d/%d healthy\n", total-1, total))
	r.showsRow(t, "Backend", fmt.Sprintf("http://localhost:%d", in.port(t, "KTRDR_API_PORT")), "exited with code 0")
	r.showsRow(t, "backtest-worker-1", fmt.Sprintf("http://localhost:%d", in.port(t, "KTRDR_WORKER_PORT_1")), "not registered: the register does not answer")
}

func TestStatusShowsURLs(t *testing.T) {
	in := healthy(t)
	r := in.run(t, "sandbox:status")
	r.exits(t, 0)
	r.showsRow(t, "Backend", in.url(t, "KTRDR_API_PORT"), "healthy")
	r.showsRow(t, "Database", fmt.Sprintf("localhost:%d", in.port(t, "KTRDR_DB_PORT")), "ready")
	r.showsRow(t, "Jaeger", in.url(t, "KTRDR_JAEGER_UI_PORT"), "ready")
	r.showsRow(t, "Prometheus", in.url(t, "KTRDR_PROMETHEUS_PORT"), "ready")
	if in.hasGrafana(t) {
		r.showsRow(t, "Grafana", in.url(t, "KTRDR_GRAFANA_PORT"), "ready")
	} else {
		r.showsRow(t, "Grafana", "-", "not in the stack")
	}
	r.showsRow(t, "backtest-worker-1", in.url(t, "KTRDR_WORKER_PORT_1"), "registered")
	r.showsRow(t, "backtest-worker-2", in.url(t, "KTRDR_WORKER_PORT_2"), "registered")
	r.showsRow(t, "training-worker-1", in.url(t, "KTRDR_WORKER_PORT_3"), "registered")
	r.showsRow(t, "training-worker-2", in.url(t, "KTRDR_WORKER_PORT_4"), "registered")
}

func TestStatusOfInstanceThatWasNeverStarted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		profiles string
		total    int
		grafana  string
	}{
		{"", 8, "not in the stack"},
		{"grafana", 9, "not started"},
	} {
		in := newBareInstance(t)
		in.set(t, "COMPOSE_PROFILES", test.profiles)
		r := in.run(t, "sandbox:status")
		r.exits(t, 0)
		r.shows(t, "Status: not started\n", fmt.Sprintf("Containers: 0/%d running\n", test.total))
		r.showsRow(t, "Backend", in.url(t, "KTRDR_API_PORT"), "not started")
		r.showsRow(t, "Grafana", `\S+`, test.grafana)
		r.showsRow(t, "training-worker-2", in.url(t, "KTRDR_WORKER_PORT_4"), "not started")
		in.holdsNothing(t)
	}
}

// showsRow fails the test unless stdout has a row of a table; where is a pattern.
func (r result) showsRow(t *testing.T, name, where, state string) {
	t.Helper()
	row := regexp.MustCompile(`(?m)^  ` + regexp.QuoteMeta(name) + `: +` + where + ` +\(` + regexp.QuoteMeta(state) + `\)$`)
	if !row.MatchString(r.stdout) {
		t.Errorf("stdout has no row %s: %s (%s)\n%s", name, where, state, r)
	}
}
