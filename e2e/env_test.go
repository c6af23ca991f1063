//go:build e2e && unix

package e2e

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/report"
)

// inShell runs a script in a shell that evaluated sandbox:env, outside any
// instance.
func (in *instance) inShell(t *testing.T, script string, variables ...string) string {
	t.Helper()
	shell := exec.Command("sh", "-c", `cd "$INSTANCE" && script=$("$MAGE" sandbox:env) && eval "$script" && cd "$ELSEWHERE" && `+script)
	shell.Env = slices.Concat(suite.env, in.env, []string{"MAGE=" + suite.mage, "INSTANCE=" + in.dir, "ELSEWHERE=" + t.TempDir()}, variables)
	text, err := output(shell)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestEnvLeadsBareDockerComposeToTheInstance(t *testing.T) {
	in := healthy(t)
	text := in.inShell(t, "docker compose ps --format '{{.Project}}'", "DOCKER_HOST=tcp://127.0.0.1:1", "COMPOSE_PROJECT_NAME=other", "KTRDR_DB_PASSWORD=another")
	if lines := strings.Fields(text); len(lines) != in.containers(t) || lines[0] != in.id {
		t.Errorf("docker compose ps shows %q", lines)
	}
	// Compose would recreate the database's container if any variable differed.
	before := in.container(t, "db")
	in.inShell(t, "docker compose up -d --no-build")
	if after := in.container(t, "db"); after != before {
		t.Error("a bare docker compose up recreates the database")
	}
}

func TestEnvReadsTheSameSecretAsTheTargets(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	in.set(t, "KTRDR_DB_PASSWORD", `'pa ss"w#o$rd'`)
	in.set(t, "KTRDR_BACKEND_COMMAND", `"say \"it's\" \$HOME"`)
	instanceEnv := in.run(t, "sandbox:env", "-secrets")
	instanceEnv.exits(t, 0)
	instanceEnv.shows(t, `export KTRDR_BACKEND_COMMAND='say "it'\''s" $HOME'`+"\n", `export KTRDR_DB_PASSWORD='pa ss"w#o$rd'`+"\n")
	// Compose prints each $ as $$.
	config := in.inShell(t, "docker compose config")
	if !strings.Contains(config, `POSTGRES_PASSWORD: pa ss"w#o$$rd`) {
		t.Errorf("Compose resolves it to\n%s", config)
	}
}

func TestEnvShowsNoSecretUnlessAsked(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	secret := in.variables(t)["KTRDR_DB_PASSWORD"]
	for _, args := range [][]string{{"sandbox:env"}, {"sandbox:env", "-json"}} {
		in.run(t, args...).exits(t, 0) // run fails the test if the output contains the secret
	}
	for _, args := range [][]string{{"sandbox:env", "-secrets"}, {"sandbox:env", "-json", "-secrets"}} {
		r, err := in.execute(args...)
		if err != nil || r.code != 0 || !strings.Contains(r.stdout, secret) || strings.Contains(r.stderr, secret) {
			t.Errorf("%s: exit %d, %v", r.command, r.code, err)
		}
	}
	r := in.run(t, "sandbox:env", "-json")
	d := document[report.Env](t, r, "env")
	if d.Variables["COMPOSE_PROJECT_NAME"] != in.id || d.Instance != in.id || *d.Slot != in.slot || !slices.Contains(d.Unset, "KTRDR_DB_PASSWORD") {
		t.Errorf("got %+v", d)
	}
}

func TestEnvOutsideAnInstanceGivesEvalNothing(t *testing.T) {
	t.Parallel()
	in := newDirectory(t)
	r := in.run(t, "sandbox:env")
	r.exits(t, 1)
	r.complains(t, "Not in a sandbox directory")
	if r.stdout != "" {
		t.Errorf("stdout is %q", r.stdout)
	}
	d := document[report.Env](t, in.run(t, "sandbox:env", "-json"), "env")
	if d.Error == nil || d.Error.Exit != 1 {
		t.Errorf("got %+v", d)
	}
}
