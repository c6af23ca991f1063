//go:build e2e && unix

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/shell"
)

// refusal is a command that an instance must refuse.
type refusal struct {
	name  string
	args  string
	spoil func(t *testing.T, in *instance) // breaks a good instance
	says  []string
}

const secret = "hunter2hunter2hunter2"

var refusals = []refusal{
	{"malformed line", "sandbox:up", withFile(envFile, "INSTANCE_ID=x\nKTRDR_DB_PASSWORD="+secret+"\nno variable "+secret+"\nA=b\n"), []string{".env.sandbox: line 3 "}},
	{"unbalanced quote", "sandbox:up", withFile(envFile, "INSTANCE_ID=x\nKTRDR_DB_PASSWORD=\""+secret+"\nA=b\n"), []string{".env.sandbox: line 2 "}},
	{"unreadable file", "sandbox:up", unreadable, []string{"cannot read .env.sandbox"}},
	{"unreadable file for init", "sandbox:init", unreadable, []string{"cannot read .env.sandbox"}},
	{"port that is not a number", "sandbox:gate", setTo("KTRDR_API_PORT", "abc"), []string{`KTRDR_API_PORT is "abc"`, "1 to 65535"}},
	{"port 0", "sandbox:status", setTo("KTRDR_API_PORT", "0"), []string{`KTRDR_API_PORT is "0"`, "1 to 65535"}},
	{"port 70000", "sandbox:up", setTo("KTRDR_DB_PORT", "70000"), []string{`KTRDR_DB_PORT is "70000"`, "1 to 65535"}},
	{"port used twice", "sandbox:up", twice("KTRDR_API_PORT", "KTRDR_GRAFANA_PORT"), []string{"KTRDR_API_PORT and KTRDR_GRAFANA_PORT are both "}},
	{"slot 41", "sandbox:up", setTo("SLOT_NUMBER", "41"), []string{"SLOT_NUMBER", "0 to 40"}},
	{"slot -1", "sandbox:up", setTo("SLOT_NUMBER", "-1"), []string{"SLOT_NUMBER", "0 to 40"}},
	{"slot x", "sandbox:up", setTo("SLOT_NUMBER", "x"), []string{`SLOT_NUMBER is "x"`, "0 to 40"}},
	{"no slot", "sandbox:up", setTo("SLOT_NUMBER", ""), []string{"SLOT_NUMBER"}},
	{"bind address", "sandbox:up", setTo("SANDBOX_BIND", "localhost"), []string{`SANDBOX_BIND is "localhost"`, "IP address"}},
	{"bind address of another machine", "sandbox:up", setTo("SANDBOX_BIND", "192.0.2.1"), []string{"192.0.2.1", "SANDBOX_BIND"}},
	{"id", "sandbox:up", setTo("INSTANCE_ID", "Not-Good"), []string{"INSTANCE_ID"}},
	{"ids that differ", "sandbox:up", setTo("COMPOSE_PROJECT_NAME", "other"), []string{"COMPOSE_PROJECT_NAME"}},
	{"missing Compose file", "sandbox:up", withFile("docker-compose.yml", ""), []string{"there is no Compose file here"}},
	{"invalid Compose file", "sandbox:up", withFile("docker-compose.yml", "services: {backend: {image: x, ports: 1}}"), []string{"the Compose file is invalid", "ports"}},
	{"Compose file that is not YAML", "sandbox:status", withFile("docker-compose.yml", "services: ["), []string{"the Compose file is invalid"}},
	{"no docker", "sandbox:up", withDocker(""), []string{"there is no docker command", "install Docker Engine"}},
	{"no Compose plugin", "sandbox:up", withDocker(`echo "docker: 'compose' is not a docker command." >&2; exit 1`), []string{"there is no Docker Compose 2", "install docker-compose-plugin"}},
	{"Compose 1", "sandbox:gate", withDocker(`[ "$2" = version ] && echo 1.29.2 && exit; echo "unknown flag: --format" >&2; exit 1`), []string{"there is no Docker Compose 2"}},
	{"zero timeout", "sandbox:gate -timeout=0", nil, []string{"-timeout=0", "greater than zero"}},
	{"malformed timeout", "sandbox:up -timeout=soon", nil, []string{"-timeout=soon", "120s"}},
	{"negative timeout", "sandbox:up -timeout=-5s", nil, []string{"-timeout=-5s", "greater than zero"}},
	{"timeout NaN", "sandbox:up -timeout=NaN", nil, []string{"-timeout=NaN"}},
	{"infinite timeout", "sandbox:gate -timeout=Inf", nil, []string{"-timeout=Inf"}},
	{"overflowing timeout", "sandbox:gate -timeout=1e30", nil, []string{"-timeout=1e30"}},
	{"tail below zero", "sandbox:logs -tail=-1", nil, []string{"-tail=-1", "number of lines"}},
	{"tail that is not a number", "sandbox:logs -tail=x", nil, []string{"-tail=x", "number of lines"}},
	{"unknown service", "sandbox:logs -service=nope", nil, []string{`"nope"`, "prometheus"}},
	{"slot for init", "sandbox:init -slot=99", uninitialised, []string{"99", "0 to 40"}},
	{"slot for init that is not a number", "sandbox:init -slot=first", uninitialised, []string{"-slot=first", "0 to 40"}},
	{"name for init", "sandbox:init -name=Bad!", uninitialised, []string{`"Bad!"`, "lower-case"}},
	{"up outside an instance", "sandbox:up", uninitialised, noInstance},
	{"gate outside an instance", "sandbox:gate", uninitialised, noInstance},
	{"status outside an instance", "sandbox:status", uninitialised, noInstance},
	{"logs outside an instance", "sandbox:logs", uninitialised, noInstance},
	{"down outside an instance", "sandbox:down", uninitialised, noInstance},
}

// If nothing can be tried, the exit code is 1, stderr has one clear sentence, and
// nothing has changed.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, test := range refusals {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := newBareInstance(t)
			if test.spoil != nil {
				test.spoil(t, in)
			}
			before := in.snapshot(t)
			r := in.run(t, strings.Fields(test.args)...)
			r.exits(t, 1)
			r.complains(t, append(test.says, "Error: ")...)
			r.keepsQuiet(t, secret)
			if r.stdout != "" {
				t.Errorf("stdout is not empty\n%s", r)
			}
			if sentences := strings.Count(strings.TrimSpace(r.stderr), "\n") + 1; sentences > 3 {
				t.Errorf("stderr has %d lines\n%s", sentences, r)
			}
			if after := in.snapshot(t); after != before {
				t.Errorf("files changed from\n%s\nto\n%s", before, after)
			}
			in.holdsNothing(t)
		})
	}
}

// Only mage's own usage errors exit before our code runs.
func TestUsageErrorsOfMage(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	for _, args := range []string{"sandbox:up -no-such-flag=1", "sandbox:no-such-target", "sandbox:up -nowait=perhaps", "sandbox:logs -tail"} {
		r := in.run(t, strings.Fields(args)...)
		r.exits(t, 2)
		in.holdsNothing(t)
	}
}

var noInstance = []string{"Not in a sandbox directory", "`mage sandbox:init`"}

func setTo(name, value string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) { in.set(t, name, value) }
}

func twice(one, other string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) { in.set(t, other, in.variables(t)[one]) }
}

func uninitialised(t *testing.T, in *instance) { in.delete(t, envFile) }

// unreadable replaces the file with a directory, because root can read a file of
// any mode.
func unreadable(t *testing.T, in *instance) {
	in.delete(t, envFile)
	if err := os.Mkdir(filepath.Join(in.dir, envFile), 0o700); err != nil {
		t.Fatal(err)
	}
}

// withFile returns a step that replaces a file. Without content it removes the
// file.
func withFile(name, content string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		if in.delete(t, name); content != "" {
			in.write(t, name, content)
		}
	}
}

// withDocker returns a step that replaces `docker compose` with a script, or
// removes docker if the script is empty.
func withDocker(script string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		bin := t.TempDir()
		if script != "" {
			writeScript(t, filepath.Join(bin, "docker"), `[ "$1" = compose ] || exec `+shell.Quote(realDocker(t))+` "$@"`+"\n"+script)
		}
		in.env = append(in.env, "PATH="+bin)
	}
}

func (in *instance) delete(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(filepath.Join(in.dir, name)); err != nil {
		t.Fatal(err)
	}
}

// snapshot returns the names and contents of the instance's files, without the
// state folder.
func (in *instance) snapshot(t *testing.T) string {
	t.Helper()
	entries, err := os.ReadDir(in.dir)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, entry := range entries {
		if entry.Name() != ".sandbox" {
			content, _ := os.ReadFile(filepath.Join(in.dir, entry.Name())) // empty for a directory
			all.WriteString(entry.Name() + ":\n" + string(content) + "\n")
		}
	}
	return all.String()
}
