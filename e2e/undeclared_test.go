//go:build e2e && unix

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// unhealthySoFar is the healthcheck of a service that gets no verdict.
const unhealthySoFar = "healthcheck: {test: [CMD, /faults, exit, '1'], interval: 1s, start_period: 1h}"

// undeclared holds the faults of services that no check asks, and of volumes and stops.
var undeclared = []fault{
	{
		name:  "a service ends that backend needs and that no check asks",
		stack: services{"backend": faulty("serve", "depends_on: !override {cache: {condition: service_started}}"), "cache": faulty("exit 2", "restart: 'no'")},
		check: "✗ Backend health check failed", cause: diagnose.ContainerExited, service: "cache",
		says: []string{"container cache exited with code 2", "cache | goodbye"},
	},
	{
		name: "a service that no check asks is not healthy yet", args: "sandbox:up -timeout=15",
		stack: services{"backend": faulty("serve"), "cache": faulty("deaf", unhealthySoFar)}, cause: diagnose.HealthPending, service: "cache",
		says: []string{"✓ Backend", "container cache has been running for ", "and is not healthy yet", "healthcheck: goodbye"},
	},
	{
		name: "backend waits for a service that is not healthy yet", args: "sandbox:up -timeout=15",
		stack: services{"backend": faulty("serve", "depends_on: !override {cache: {condition: service_healthy}}"), "cache": faulty("deaf", unhealthySoFar)},
		check: "✗ Backend health check failed", cause: diagnose.HealthPending, service: "cache",
		says: []string{"backend was not started: it waits for cache to be healthy", "and is not healthy yet", "healthcheck: goodbye"},
	},
	{
		name: "backend waits for a job that hangs", args: "sandbox:up -timeout=15",
		stack: services{"backend": faulty("serve", "depends_on: !override {job: {condition: service_completed_successfully}}"), "job": faulty("deaf")},
		check: "✗ Backend health check failed", cause: diagnose.JobPending, service: "job",
		says: []string{"backend was not started: it waits for job job to end", "container job has been running for "},
	},
	{
		name:  "backend was stopped",
		stack: services{"backend": faulty("serve")}, args: "sandbox:gate -timeout=20",
		spoil: then(launched, func(t *testing.T, in *instance) { in.compose(t, "stop", "backend") }),
		check: "✗ Backend health check failed", cause: diagnose.Stopped, service: "backend",
		says: []string{"container backend is stopped: it exited with code 0"}, silent: []string{"by itself"},
	},
	{
		name: "backend answered before Compose replaced it by one that crashes", stack: services{"backend": faulty("serve")},
		spoil: then(launched, answers, func(t *testing.T, in *instance) {
			in.write(t, overrideFile, fault{stack: services{"backend": faulty("exit 3")}}.override())
		}),
		check: "✗ Backend health check failed", cause: diagnose.CrashLoop, service: "backend", silent: []string{"✓ Backend"},
	},
	{
		name: "the volume has the data of another version of Postgres", stack: services{"db": ""}, args: "sandbox:up -timeout=60",
		spoil: then(started, func(t *testing.T, in *instance) {
			in.compose(t, "exec", "-T", "db", "sh", "-c", `echo 14 >"$PGDATA/PG_VERSION"`)
			in.compose(t, "stop", "db")
		}),
		check: "✗ Database", cause: diagnose.VolumeVersion, service: "db",
		says: []string{"the volume of db has the data of version 14, and the image has version 15"},
		mend: func(t *testing.T, in *instance) { in.run(t, "sandbox:down", "-volumes", "-yes").exits(t, 0) },
	},
}

// The init script fails at its second statement. The engine restarts the database, which
// finds a volume that is not empty, and answers.
func TestHalfMadeVolumeIsToldUntilItIsMadeAnew(t *testing.T) {
	t.Parallel()
	in := fault{stack: services{"db": "volumes: ['./init:/docker-entrypoint-initdb.d:ro']"}}.prepare(t)
	if err := os.Mkdir(filepath.Join(in.dir, "init"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(filepath.Join(in.dir, "init")) })
	script := func(text string) {
		in.write(t, "init/schema.sql", text)
		if err := os.Chmod(filepath.Join(in.dir, "init/schema.sql"), 0o644); err != nil { // for the database's user
			t.Fatal(err)
		}
	}
	script("CREATE TABLE one (id int);\nCREATE TABEL two (id int);\n")
	const told = "db exited during its first initialisation; the volume may be half-made"
	for _, args := range []string{"sandbox:up", "sandbox:gate", "sandbox:up"} {
		r := in.run(t, args)
		r.exits(t, 0)
		r.shows(t, told, "PASSED")
	}
	script("CREATE TABLE one (id int);\nCREATE TABLE two (id int);\n")
	in.run(t, "sandbox:down", "-volumes", "-yes").exits(t, 0)
	r := in.run(t, "sandbox:up")
	r.exits(t, 0)
	r.keepsQuiet(t, told, "restarted")
}

func TestRestartBeforeThePassIsRemarkedOn(t *testing.T) {
	t.Parallel()
	in := fault{stack: services{"backend": faulty("crash-once", "volumes: ['kept:/kept']")}}.prepare(t)
	volume := func(label string) {
		in.write(t, overrideFile, in.overridden(t)+"volumes: {kept: {labels: {team: "+label+"}}}\n")
	}
	volume("one")
	r := in.run(t, "sandbox:up")
	r.exits(t, 0)
	r.shows(t, "! backend restarted once before it was ready", "PASSED")
	volume("two")
	r = in.run(t, "sandbox:up")
	r.exits(t, 0)
	r.complains(t, "volume "+in.id+"_kept was made with another driver, other driver_opts or other labels than the Compose file gives it now")
	r.shows(t, "! backend has restarted once, the last time ")
}

// overridden returns the override file without its volumes.
func (in *instance) overridden(t *testing.T) string {
	t.Helper()
	text, _, _ := strings.Cut(readFile(t, filepath.Join(in.dir, overrideFile)), "volumes: {kept")
	return text
}
