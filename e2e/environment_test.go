//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

// Variables that a shell exports for another instance, engine or database have no
// effect: the instance's file wins.
func TestExportedVariablesRedirectNothing(t *testing.T) {
	in := healthy(t)
	shell := in.exporting(
		"KTRDR_API_PORT=1", "KTRDR_DB_PORT=1", "KTRDR_DB_IMAGE=nope", "KTRDR_DB_PASSWORD=nope", "KTRDR_BACKEND_IMAGE=nope",
		"KTRDR_BACKEND_COMMAND=nope", "INSTANCE_ID=other", "SLOT_NUMBER=40", "SANDBOX_BIND=192.0.2.1",
		"COMPOSE_FILE=/nonexistent", "COMPOSE_PROJECT_NAME=other", "COMPOSE_PROFILES=left-out", "COMPOSE_ENV_FILES=/nonexistent",
		"DOCKER_HOST=tcp://127.0.0.1:1", "DOCKER_CONTEXT=nonexistent", "DOCKER_TLS_VERIFY=1", "DOCKER_CERT_PATH=/nonexistent",
		"PGHOST=192.0.2.1", "PGPORT=1", "PGSERVICE=nonexistent", "PGUSER=nope", "PGPASSWORD=nope", "PGDATABASE=nope", "PGSSLMODE=require",
		"HTTP_PROXY=http://127.0.0.1:1", "http_proxy=http://127.0.0.1:1",
	)
	for _, args := range [][]string{{"sandbox:gate"}, {"sandbox:status"}} {
		want, got := in.run(t, args...), shell.run(t, args...)
		got.exits(t, 0)
		if got.stdout != want.stdout {
			t.Errorf("stdout is not the same\n%s\nwithout exported variables\n%s", got, want)
		}
	}
	before := in.compose(t, "ps", "-aq")
	shell.run(t, "sandbox:up").exits(t, 0)
	if after := in.compose(t, "ps", "-aq"); after != before {
		t.Errorf("containers were replaced:\n%s%s", before, after)
	}
}

// A setting that leads to no engine is one sentence, and nothing changes.
func TestEngineOfFileCounts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ variable, value, says string }{
		{"DOCKER_HOST", "tcp://127.0.0.1:1", "the Docker engine does not answer; start it, or mend DOCKER_HOST in .env.sandbox"},
		{"DOCKER_HOST", "unix:///nonexistent.sock", "the Docker engine does not answer; start it, or mend DOCKER_HOST in .env.sandbox"},
		{"DOCKER_HOST", "ftp://me:s3cret@host", "DOCKER_HOST is not the address of an engine"},
		{"DOCKER_HOST", "tcp://-x:1", "DOCKER_HOST is not the address of an engine"},
		{"DOCKER_CONTEXT", "nonexistent", `docker has no context "nonexistent", which DOCKER_CONTEXT names`},
		{"DOCKER_CONTEXT", "--help", `docker has no context "--help"`},
		{"SANDBOX_HOST", "http://host", `SANDBOX_HOST is "http://host"`},
	} {
		in := newInstance(t)
		in.set(t, test.variable, test.value)
		before := in.read(t)
		for _, target := range []string{"sandbox:up", "sandbox:gate", "sandbox:status", "sandbox:logs", "sandbox:down"} {
			r := in.run(t, target)
			r.exits(t, 1)
			r.complains(t, test.says)
			r.keepsQuiet(t, "s3cret")
			if lines := strings.Count(r.stderr, "\n"); r.stdout != "" || lines > 3 {
				t.Errorf("it says more than that\n%s", r)
			}
		}
		if in.read(t) != before {
			t.Errorf("%s was changed", envFile)
		}
	}
}
