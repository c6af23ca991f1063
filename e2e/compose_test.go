//go:build e2e && unix

package e2e

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestComposePassesArgumentsToThisInstance(t *testing.T) {
	in := healthy(t)
	shell := in.exporting("COMPOSE_PROJECT_NAME=other", "COMPOSE_FILE=/nonexistent", "DOCKER_HOST=tcp://127.0.0.1:1")
	r := shell.run(t, "sandbox:compose", "ps --format '{{.Project}} {{.Service}}'")
	r.exits(t, 0)
	r.shows(t, in.id+" backend\n", in.id+" db\n")
	r = shell.run(t, "sandbox:compose", `exec -T db sh -c 'echo "$0|$1|$2"' "a  b" '$HOME' it\'s`)
	r.exits(t, 0)
	if r.stdout != "a  b|$HOME|it's\n" {
		t.Errorf("stdout is %q", r.stdout)
	}
}

func TestComposePassesStreamsUnchanged(t *testing.T) {
	in := healthy(t)
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	defer cancel()
	binary := []byte("\x00\x1b[31mred\r\n\xff without an end")
	var stdout bytes.Buffer
	cmd := in.command(ctx, "sandbox:compose", "exec -T db cat")
	cmd.Stdin, cmd.Stdout = bytes.NewReader(binary), &stdout
	if err := cmd.Run(); err != nil || !bytes.Equal(stdout.Bytes(), binary) {
		t.Errorf("%v: got %q", err, stdout.Bytes())
	}
}

func TestComposeLeaksNoExitCode(t *testing.T) {
	in := healthy(t)
	r := in.run(t, "sandbox:compose", "exec -T db sh -c 'echo told >&2; exit 3'")
	r.exits(t, 1)
	r.complains(t, "told\n", "docker compose exited with code 3")
	r = in.run(t, "sandbox:compose", "no-such-command")
	r.exits(t, 1)
	r.complains(t, "docker compose exited with code")
	for _, line := range []string{"", "-p other ps", "exec db 'psql"} {
		r := in.run(t, "sandbox:compose", line)
		r.exits(t, 1)
		if r.stdout != "" {
			t.Errorf("%q: stdout is %q", line, r.stdout)
		}
	}
}

func TestComposeLeavesForeignProjectAlone(t *testing.T) {
	in := healthy(t)
	dir := t.TempDir()
	for _, name := range []string{"docker-compose.yml", envFile} {
		content, err := os.ReadFile(filepath.Join(in.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	other := &instance{dir: dir, id: in.id, env: []string{"SANDBOX_HOME=" + t.TempDir()}}
	r := other.run(t, "sandbox:compose", "stop")
	r.exits(t, 1)
	r.complains(t, in.id, in.dir)
	if r := in.run(t, "sandbox:status"); !strings.Contains(r.stdout, "Status: running") {
		t.Error("the other project was stopped")
	}
}

func TestComposeOfInstanceThatWasNeverStarted(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	r := in.run(t, "sandbox:compose", "config --services")
	r.exits(t, 0)
	for _, service := range []string{"backend\n", "db\n"} {
		r.shows(t, service)
	}
	outside := newDirectory(t).run(t, "sandbox:compose", "ps")
	outside.exits(t, 1)
	outside.complains(t, "Not in a sandbox directory")
}
