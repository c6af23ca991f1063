//go:build e2e && unix

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// nowhere is a host name that cannot exist. Resolvers reject a label of this length
// at once, even if no DNS server can be reached.
var nowhere = strings.Repeat("x", 64) + ".example"

// faults holds the reasons for which the gate fails. The report has each at the
// check that is closest to it.
var faults = []fault{
	// Bad answers.
	{
		name:  "backend listens only on its own loopback",
		stack: services{"backend": faulty("loopback")}, spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.ConnectionRefused, service: "backend",
		says: []string{"GET http://localhost:$KTRDR_API_PORT/api/v1/health returned ", "container backend has been running for "},
	},
	{
		name:  "backend's host name is unknown",
		stack: services{"backend": faulty("serve")}, args: "sandbox:gate -timeout=20",
		spoil: then(launched, func(t *testing.T, in *instance) { in.set(t, "SANDBOX_HOST", nowhere) }),
		check: "✗ Backend health check failed", cause: diagnose.UnknownHost,
		says: []string{"GET http://" + nowhere + ":$KTRDR_API_PORT/api/v1/health returned ", "lookup " + nowhere},
		mend: setTo("SANDBOX_HOST", "127.0.0.1"),
	},
	{
		name:  "backend does not listen",
		stack: services{"backend": faulty("deaf")}, spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.ConnectionRefused, service: "backend",
	},
	{
		name:  "backend never answers",
		stack: services{"backend": faulty("mute")}, spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.Timeout, service: "backend",
		says: []string{"returned no answer "},
	},
	{
		name:  "backend answers 503",
		stack: services{"backend": faulty("status 503")}, spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.HTTPStatus, service: "backend",
		says: []string{"returned 503 Service Unavailable: cannot serve: out of coffee"},
	},
	{
		name:  "backend answers 404",
		stack: services{"backend": faulty("status 404")}, spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.HTTPStatus, service: "backend",
		says: []string{"returned 404 Not Found"},
	},
	{
		name:  "backend answers an error page",
		stack: services{"backend": faulty("error-body html")}, spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.HTTPStatus, service: "backend",
		says: []string{"returned 500 Internal Server Error: <!doctype html> <html>"},
	},
	{
		name:  "backend answers an endless error",
		stack: services{"backend": faulty("error-body endless")}, spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.HTTPStatus, service: "backend",
		says: []string{"returned 500 Internal Server Error: [["},
	},
	{
		name:  "backend answers an error of gigabytes",
		stack: services{"backend": faulty("error-body huge")}, spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.HTTPStatus, service: "backend",
		says: []string{"returned 500 Internal Server Error: [{"},
	},
	{
		name:  "backend redirects in a circle",
		stack: services{"backend": faulty("redirect")}, spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.Redirect, service: "backend",
		says: []string{"returned 302 Found to /again"},
	},
	{
		name:  "workers are listed in HTML",
		stack: services{"backend": faulty("body html"), "training-worker-2": faulty("deaf")}, spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Workers not registered", cause: diagnose.WrongBody, service: "backend",
		says: []string{"GET http://localhost:$KTRDR_API_PORT/api/v1/workers returned "},
	},
	{
		name:  "workers are listed in truncated JSON",
		stack: services{"backend": faulty("body half"), "training-worker-2": faulty("deaf")}, spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Workers not registered", cause: diagnose.WrongBody, service: "backend",
		says: []string{"returned half a body"},
	},
	{
		name:  "the list of workers never ends",
		stack: services{"backend": faulty("body endless"), "training-worker-2": faulty("deaf")}, spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Workers not registered", cause: diagnose.WrongBody, service: "backend",
		says: []string{"returned half a body"},
	},
	{
		name:  "the list of workers has gigabytes",
		stack: services{"backend": faulty("body huge"), "training-worker-2": faulty("deaf")}, spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Workers not registered", cause: diagnose.WrongBody, service: "backend",
		says: []string{"returned no list of workers"},
	},
	{
		name:  "a worker does not register",
		stack: services{"backend": faulty("workers training-worker-1"), "training-worker-1": faulty("deaf"), "training-worker-2": faulty("deaf")},
		spoil: then(launched, answers), args: "sandbox:gate -timeout=3",
		check: "✗ Workers not registered", cause: diagnose.WorkerMissing, service: "training-worker-2",
		says: []string{"expected 2 workers, found 1: no training-worker-2", "container training-worker-2 has been running for "},
	},
	{
		name:  "a worker that did not register has ended",
		stack: services{"backend": faulty("workers"), "training-worker-2": faulty("exit 5", "restart: 'no'")},
		check: "✗ Workers not registered", cause: diagnose.ContainerExited, service: "training-worker-2",
		says: []string{"container training-worker-2 exited with code 5", "training-worker-2 | goodbye"},
	},

	// Bad containers.
	{
		name:  "backend ends",
		stack: services{"backend": faulty("exit 3", "restart: 'no'")},
		check: "✗ Backend health check failed", cause: diagnose.ContainerExited, service: "backend",
		says: []string{"container backend exited with code 3", " ago", "backend | goodbye"},
	},
	{
		name:  "backend ends with exit code 1",
		stack: services{"backend": faulty("exit 1", "restart: 'no'")},
		check: "✗ Backend health check failed", cause: diagnose.ContainerExited, service: "backend",
		says: []string{"container backend exited with code 1 (a general error)"},
	},
	{
		name:  "backend ends after a flood of output",
		stack: services{"backend": faulty("flood", "restart: 'no'")},
		check: "✗ Backend health check failed", cause: diagnose.ContainerExited, service: "backend",
		says: []string{"container backend exited with code 1", "backend | fatal: the flood is over"},
	},
	{
		name:  "database prints a secret from the Compose file",
		stack: services{"db": "entrypoint: [sh, -c, 'echo I use $$API_TOKEN; exit 3'], environment: {API_TOKEN: t0ps3cret}, restart: 'no'"},
		check: "✗ Database not ready", cause: diagnose.ContainerExited, service: "db",
		says: []string{"db | I use ***"}, secret: "t0ps3cret",
	},
	{
		name:  "backend was killed",
		stack: services{"backend": faulty("serve")}, spoil: then(started, to("kill", "backend")), args: "sandbox:gate",
		check: "✗ Backend health check failed", cause: diagnose.Stopped, service: "backend",
		says: []string{"container backend is stopped: it exited with code 137 (killed by SIGKILL)"}, silent: []string{"memory"},
	},
	{
		name:  "backend crashes again and again",
		stack: services{"db": "", "backend": faulty("exit 3")},
		check: "✗ Backend health check failed", cause: diagnose.CrashLoop, service: "backend",
		says: []string{"container backend ", "restart", "backend | goodbye"}, silent: []string{"held by"},
	},
	{
		name:  "backend of a stack without a database crashes again and again",
		stack: services{"backend": faulty("exit 3")},
		check: "✗ Backend health check failed", cause: diagnose.CrashLoop, service: "backend",
		says: []string{"container backend ", "restart", "backend | goodbye"},
	},
	{
		name:  "backend uses too much memory",
		stack: services{"backend": faulty("eat 40", "mem_limit: 16m", "restart: 'no'")},
		mend:  with(services{"backend": faulty("eat 40", "mem_limit: 128m", "restart: 'no'")}),
		check: "✗ Backend health check failed", cause: diagnose.OOMKilled, service: "backend",
		says: []string{"container backend exited with code 137 (killed: out of memory)"},
	},
	{
		name:  "backend uses too much memory again and again",
		stack: services{"db": "", "backend": faulty("oom", "mem_limit: 16m")},
		check: "✗ Backend health check failed", cause: diagnose.OOMKilled, service: "backend",
		says: []string{"out of memory"},
	},
	{
		name:  "backend's program is not in its image",
		stack: services{"backend": faulty("", "entrypoint: [/no-such-program]")},
		check: "✗ Backend health check failed", cause: diagnose.CommandNotFound, service: "backend",
		says: []string{"/no-such-program"},
	},
	{
		name:  "database's command is not in its image",
		stack: services{"db": "entrypoint: [sh, -c, no-such-command]"},
		check: "✗ Database not ready", cause: diagnose.CommandNotFound, service: "db",
		says: []string{"exited with code 127 (command not found)", "no-such-command"},
	},
	{
		name:  "backend's program is not executable",
		stack: services{"backend": faulty("", "entrypoint: [/etc/hostname]")},
		check: "✗ Backend health check failed", cause: diagnose.NotExecutable, service: "backend",
		says: []string{"/etc/hostname"},
	},
	{
		name:  "database's command is not executable",
		stack: services{"db": "entrypoint: [sh, -c, /etc/hostname], restart: 'no'"},
		check: "✗ Database not ready", cause: diagnose.NotExecutable, service: "db",
		says: []string{"exited with code 126 (the command cannot be executed)", "/etc/hostname"},
	},
	{
		name:  "backend answers, but is unhealthy",
		stack: services{"backend": faulty("serve", "healthcheck: {test: [CMD, /faults, exit, '1'], interval: 1s, retries: 1}")},
		spoil: then(launched, becomes("unhealthy", "backend"), answers), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.Unhealthy, service: "backend",
		says: []string{"container backend has been running for ", ", and is unhealthy", "healthcheck: goodbye"},
	},
	{
		name:  "backend's healthcheck has no program",
		stack: services{"backend": faulty("serve", "healthcheck: {test: [CMD, no-such-program], interval: 1s, retries: 1}")},
		spoil: then(launched, becomes("unhealthy", "backend"), answers), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.Unhealthy, service: "backend",
		says: []string{"and is unhealthy", "no-such-program"}, cure: cure(diagnose.HealthPending, "backend"),
	},
	{
		name:  "backend is paused",
		stack: services{"backend": faulty("serve")}, spoil: then(started, to("pause", "backend")), args: "sandbox:gate",
		check: "✗ Backend health check failed", cause: diagnose.Paused, service: "backend",
		says: []string{"container backend is paused", "docker unpause $INSTANCE_ID-backend-1"},
	},
	{
		name:  "backend was created but not started",
		stack: services{"backend": faulty("serve")}, spoil: created, args: "sandbox:gate",
		check: "✗ Backend health check failed", cause: diagnose.Stranded, service: "backend",
		says: []string{"container backend was created, but never started"},
	},
	{
		name:  "backend was removed",
		stack: services{"db": "", "backend": faulty("serve")}, spoil: then(started, to("rm -f", "backend")), args: "sandbox:gate",
		check: "✗ Backend health check failed", cause: diagnose.NotCreated, service: "backend",
		says: []string{"service backend has no container"},
	},

	// Another listener answers in the service's place.
	{
		name:  "backend publishes no port",
		stack: services{"backend": faulty("serve", "ports: !reset []")}, spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.NoPublishedPort, service: "backend",
		says: []string{"publish 127.0.0.1:$KTRDR_API_PORT under ports of backend"},
	},
	{
		name:  "a process answers in backend's place",
		stack: services{"backend": faulty("serve", "ports: !reset []")}, spoil: then(launched, processAnswers, published), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.ForeignListener, service: "backend",
		says: []string{":$KTRDR_API_PORT is held by ", filepath.Base(os.Args[0]), "not by container backend"},
		mend: holderStops,
	},
	{
		name:  "a container of another project answers in backend's place",
		stack: services{"backend": faulty("serve", "ports: !reset []")}, spoil: then(launched, containerAnswers, published), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.ForeignListener, service: "backend",
		says: []string{":$KTRDR_API_PORT is held by Compose project ", "stranger", "not by container backend"},
		mend: holderStops,
	},
	{
		name:  "another instance's backend answers in backend's place",
		stack: services{"backend": faulty("serve", "ports: !reset []")}, spoil: then(launched, instanceAnswers, published), args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.ForeignListener, service: "backend",
		says: []string{":$KTRDR_API_PORT is held by instance "},
		mend: holderStops,
	},
	{
		name: "another service of the instance holds backend's port",
		stack: services{"backend": faulty("serve", "ports: !reset []"),
			"proxy": faulty("deaf", "ports: ['127.0.0.1:$KTRDR_API_PORT:8000']")},
		spoil: launched, args: "sandbox:gate -timeout=3",
		check: "✗ Backend health check failed", cause: diagnose.NoPublishedPort, service: "backend",
		says: []string{"publish 127.0.0.1:$KTRDR_API_PORT under ports of backend"}, silent: []string{"held by"},
	},
	{
		name:  "a process answers in place of a backend that was removed",
		stack: services{"db": "", "backend": faulty("serve")}, spoil: then(started, to("rm -f", "backend"), processAnswers), args: "sandbox:gate",
		check: "✗ Backend health check failed", cause: diagnose.NotCreated, service: "backend",
		says: []string{"is held by "},
		cure: "stop ", mend: holderStops,
	},

	// Database trouble.
	{
		name:  "volume was initialised with another password",
		stack: services{"db": ""}, spoil: then(started, setTo("KTRDR_DB_PASSWORD", "another-password")),
		check: "✗ Database not ready", cause: diagnose.WrongPassword, service: "db",
		says: []string{"SELECT 1 on localhost:$KTRDR_DB_PORT/ktrdr returned ", "28P01"}, silent: []string{"another-password"},
	},
	{
		name:  "database asks for the password in clear",
		stack: services{"db": "environment: {POSTGRES_HOST_AUTH_METHOD: password}"},
		check: "✗ Database not ready", cause: diagnose.CleartextPassword, service: "db",
		says: []string{"SELECT 1 on localhost:$KTRDR_DB_PORT/ktrdr returned a request for the password in clear"},
		mend: hashed,
	},
	{
		name:  "volume was initialised with another database",
		stack: services{"db": ""}, spoil: then(started, setTo("KTRDR_DB_NAME", "elsewhere"), launched, databaseSays("3D000")), args: "sandbox:gate -timeout=3",
		check: "✗ Database not ready", cause: diagnose.MissingDatabase, service: "db",
		says: []string{"SELECT 1 on localhost:$KTRDR_DB_PORT/elsewhere returned ", "3D000"},
	},
	{
		name:  "database recovers for ever",
		stack: services{"db": "command: postgres -c hot_standby=off"}, spoil: then(started, recovering, launched, databaseSays("57P03")), args: "sandbox:gate -timeout=3",
		check: "✗ Database not ready", cause: diagnose.DatabaseStarting, service: "db",
		says:      []string{"57P03"},
		meanwhile: recovered,
	},
	{
		name:  "volume is too small for a database",
		stack: services{"db": "volumes: !reset [], tmpfs: ['/var/lib/postgresql/data:size=8m']"},
		check: "✗ Database not ready", cause: diagnose.DiskFull, service: "db",
		says: []string{"container db ", "db | ", "No space left on device"},
	},
	{
		name:  "database accepts no connections",
		stack: services{"db": ""}, spoil: then(started, sql("ALTER DATABASE ktrdr ALLOW_CONNECTIONS false"), becomes("healthy", "db")), args: "sandbox:gate -timeout=3",
		check: "✗ Database not ready", cause: diagnose.Unknown, service: "db",
		says: []string{"SELECT 1 on localhost:$KTRDR_DB_PORT/ktrdr returned ", "55000"},
		mend: sql("ALTER DATABASE ktrdr ALLOW_CONNECTIONS true"),
	},

	// Consequences of other faults.
	{
		name: "database of a whole stack ends", whole: true,
		stack: services{"db": "entrypoint: [sh, -c, 'echo the disk is a brick; exit 3'], restart: 'no'"},
		check: "✗ Database not ready", cause: diagnose.ContainerExited, service: "db",
		says: []string{"container db exited with code 3", "db | the disk is a brick", "mage sandbox:logs -service=db",
			"✗ Backend health check failed", "a consequence of Database", "Workers", "Observability"},
	},
	{
		name: "database crashes while Compose waits for it",
		stack: services{"db": "entrypoint: [sh, -c, 'echo the disk is a brick; exit 3']",
			"backend": faulty("serve", "depends_on: !override {db: {condition: service_healthy}}")},
		check: "✗ Database not ready", cause: diagnose.CrashLoop, service: "db",
		says: []string{"db | the disk is a brick", "mage sandbox:logs -service=db", "✗ Backend health check failed", "a consequence of Database"},
	},
	{
		name:  "a one-shot job fails",
		stack: services{"backend": faulty("serve"), "migrate": faulty("exit 4")},
		cause: diagnose.ContainerExited, service: "migrate",
		says: []string{"container migrate exited with code 4", "migrate | goodbye"},
	},
	{
		name:  "a one-shot job failed before the gate",
		stack: services{"backend": faulty("serve"), "migrate": faulty("exit 4")}, spoil: then(launched, ends("migrate")), args: "sandbox:gate",
		cause: diagnose.ContainerExited, service: "migrate",
		says: []string{"✓ Backend healthy", "container migrate exited with code 4", "migrate | goodbye"},
	},
	{
		name: "a service that another one waits for fails",
		stack: services{"migrate": faulty("exit 4"),
			"backend": faulty("serve", "depends_on: !override {migrate: {condition: service_completed_successfully}}")},
		cause: diagnose.ContainerExited, service: "migrate",
		says: []string{"container migrate exited with code 4", "migrate | goodbye"},
	},
}

// published is a backend that publishes its port from the next start on.
var published = with(services{"backend": faulty("serve")})

// everyFault holds every fault, the first of a cause before the others.
var everyFault = slices.Concat(circles, ofKinds, faults, undeclared, untried)

func TestFaultIsReported(t *testing.T) {
	t.Parallel()
	t.Run("all", func(t *testing.T) {
		for _, f := range selected(everyFault) {
			t.Run(f.name, func(t *testing.T) { t.Parallel(); f.inject(t) })
		}
	})
	showMeasured(t)
}

// starts holds unusual starts that pass.
var starts = []struct {
	name  string
	stack services
}{
	{"slow", services{"backend": faulty("slow 5s")}},
	{"crash once", services{"backend": faulty("crash-once")}},
	{"a one-shot job", services{"backend": faulty("serve"), "migrate": faulty("exit 0")}},
	{"a service that another one waits for", services{"migrate": faulty("exit 0"),
		"backend": faulty("serve", "depends_on: !override {migrate: {condition: service_completed_successfully}}")}},
	{"a database that Compose waits for", services{"db": "healthcheck: {interval: 1s}",
		"backend": faulty("serve", "depends_on: !override {db: {condition: service_healthy}}")}},
}

func TestGatePassesOnUnusualStart(t *testing.T) {
	t.Parallel()
	for _, test := range starts {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := fault{stack: test.stack}.prepare(t)
			r := in.run(t, "sandbox:up", "-timeout=60")
			r.exits(t, 0)
			r.shows(t, "✓ Backend healthy", "Startability Gate: PASSED")
		})
	}
}
