//go:build e2e

package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/joho/godotenv"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/ktrdr"
)

// unready returns an instance whose database never becomes ready. The port accepts
// connections, as docker-proxy does, but the container only sleeps.
func unready(t *testing.T) *instance {
	t.Helper()
	in := newInstance(t)
	in.only(t, "db", "command: [sleep, infinity]", "stop_grace_period: 1s")
	return in
}

func TestUpNoWaitSkipsGate(t *testing.T) {
	t.Parallel()
	in := unready(t)
	r := in.run(t, "sandbox:up", "-nowait")
	r.exits(t, 0)
	r.shows(t, "Instance starting", "mage sandbox:status")
	r.keepsQuiet(t, "Gate", "Database", "ready")
	in.run(t, "sandbox:gate", "-timeout=1").exits(t, 2)
}

func TestGateFailsOnDatabaseThatOnlyAcceptsConnections(t *testing.T) {
	t.Parallel()
	in := unready(t)
	r := in.run(t, "sandbox:up", "-timeout=4")
	r.exits(t, 2)
	r.shows(t, "Startability Gate: FAILED", "✗ Database not ready", fmt.Sprintf("→ SELECT 1 on localhost:%d/ktrdr returned ", in.port(t, "KTRDR_DB_PORT")))
	r = in.run(t, "sandbox:status")
	r.exits(t, 0)
	r.shows(t, "Status: running\n", "Containers: 0/1 healthy")
	if !regexp.MustCompile(`(?m)^  Database: +\S+ +\(not ready: .+\)$`).MatchString(r.stdout) {
		t.Errorf("the database is not shown as not ready\n%s", r)
	}
}

func TestGateTimeoutRespected(t *testing.T) {
	t.Parallel()
	in := unready(t)
	in.run(t, "sandbox:up", "-nowait").exits(t, 0)
	for _, test := range []struct {
		flag string
		want time.Duration
	}{
		{"-timeout=1", time.Second},
		{"-timeout=2s", 2 * time.Second},
		{"-timeout=4000ms", 4 * time.Second},
	} {
		r := in.run(t, "sandbox:gate", test.flag)
		r.exits(t, 2)
		match := regexp.MustCompile(`not ready after (\d[\d.hms]*)`).FindStringSubmatch(r.stderr)
		if match == nil {
			t.Fatalf("stderr does not say how long the gate took\n%s", r)
		}
		// The gate's own tests check exact times; this machine may be busy.
		if took, err := time.ParseDuration(match[1]); err != nil || took < test.want || took >= gate.DefaultTimeout {
			t.Errorf("%s: the gate took %s, want %s, and less than the default of %s", test.flag, match[1], test.want, gate.DefaultTimeout)
		}
	}
}

// Postgres sets its password only when the volume is first initialised.
func TestReadinessOfVolumeWithAnotherPassword(t *testing.T) {
	t.Parallel()
	in := newInstance(t)
	in.only(t, "db")
	const first, other = `it's $HOME \\ "quoted" #1 ${x} %d`, "another-password"
	in.setPassword(t, first)
	r := in.run(t, "sandbox:up")
	r.exits(t, 0)
	r.keepsQuiet(t, first)

	in.setPassword(t, other)
	r = in.run(t, "sandbox:up")
	r.exits(t, 2)
	r.shows(t, "Startability Gate: FAILED", "✗ Database not ready", "28P01")
	r.keepsQuiet(t, first, other)

	in.setPassword(t, first)
	r = in.run(t, "sandbox:up")
	r.exits(t, 0)
	r.shows(t, "✓ Database ready", "Startability Gate: PASSED")
}

// setPassword writes a password as sandbox:init would.
func (in *instance) setPassword(t *testing.T, password string) {
	t.Helper()
	line, err := godotenv.Marshal(map[string]string{"KTRDR_DB_PASSWORD": password})
	if err != nil {
		t.Fatal(err)
	}
	in.set(t, "KTRDR_DB_PASSWORD", strings.TrimPrefix(line, "KTRDR_DB_PASSWORD="))
}

// only reduces the stack to one service, with additions to its definition.
func (in *instance) only(t *testing.T, service string, lines ...string) {
	t.Helper()
	in.leaveOthersOut(t, service, lines...)
	in.set(t, "COMPOSE_PROFILES", "")
}

// leaveOthersOut writes an override that reduces the stack to one service.
func (in *instance) leaveOthersOut(t *testing.T, service string, lines ...string) {
	t.Helper()
	var override strings.Builder
	fmt.Fprintf(&override, "services:\n  %s: {%s}\n", service, strings.Join(lines, ", "))
	for _, other := range ktrdr.Default().Services {
		if other.Name != service {
			fmt.Fprintf(&override, "  %s: {profiles: [left-out]}\n", other.Name)
		}
	}
	in.write(t, overrideFile, override.String())
}
