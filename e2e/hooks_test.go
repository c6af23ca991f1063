//go:build e2e && unix

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/history"
	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// hooked is a project with after-up hooks.
const hooked = `
services:
  web:
    build: .
    image: plain/app:dev
    command: web
    ports: ["8000:8000"]
    environment: {DB_PASSWORD: "${DB_PASSWORD}"}
x-sandbox:
  after-up: HOOKS
`

const hookPassword = "hunter2-of-hooks"

// after gives the project these after-up hooks.
func (in *instance) after(t *testing.T, hooks string) {
	t.Helper()
	in.write(t, "docker-compose.yml", strings.Replace(hooked, "HOOKS", hooks, 1))
}

func TestHooksAfterUp(t *testing.T) {
	in := newPlain(t)
	in.after(t, "[]")
	in.initialise(t)
	in.set(t, "DB_PASSWORD", hookPassword)

	t.Run("run in order with the variables of the instance", in.runsHooksInOrder)
	t.Run("run after each start, but not with -nowait", in.runsHooksEachTime)
	t.Run("fail the start", in.failsByHook)
	t.Run("have a time-out", in.endsSlowHook)
	t.Run("end with Ctrl-C", in.interruptsHook)
}

func (in *instance) runsHooksInOrder(t *testing.T) {
	in.after(t, `[[sh, -c, 'echo one $$INSTANCE_ID $$SANDBOX_URL_WEB; echo $$DB_PASSWORD; printf %s "$$DB_PASSWORD" > password'], [docker, compose, ps, --services]]`)
	up := in.run(t, "sandbox:up", "-build")
	up.exits(t, 0)
	up.keepsQuiet(t, hookPassword)
	shown := strings.Join([]string{"one", in.id, "http://localhost:"}, " ")
	first, second := strings.Index(up.stderr, shown), strings.Index(up.stderr, "after-up: docker compose ps --services\n    web\n")
	if passed := strings.Index(up.stderr, "PASSED"); first < passed || second < first {
		t.Errorf("PASSED at %d, the hooks at %d and %d\n%s", passed, first, second, up)
	}
	if password := readFile(t, filepath.Join(in.dir, "password")); password != hookPassword {
		t.Errorf("the hook has the password %q", password)
	}
	if log := readFile(t, filepath.Join(in.dir, ".sandbox", "after-up.log")); !strings.HasSuffix(log, "\n***\nweb\n") {
		t.Errorf("the log is\n%s", log)
	}
	in.hides(t, hookPassword)
}

func (in *instance) runsHooksEachTime(t *testing.T) {
	in.after(t, `[[sh, -c, 'echo again >> runs']]`)
	for _, args := range [][]string{{"sandbox:up"}, {"sandbox:up", "-nowait"}, {"sandbox:up", "-json"}, {"sandbox:gate"}} {
		in.run(t, args...).exits(t, 0)
	}
	if runs := readFile(t, filepath.Join(in.dir, "runs")); runs != "again\nagain\n" {
		t.Errorf("the hook wrote %q", runs)
	}
}

func (in *instance) failsByHook(t *testing.T) {
	in.after(t, `[[sh, -c, 'seq 9; echo cannot log in with $$DB_PASSWORD; exit 7'], [touch, never]]`)
	begun := time.Now()
	got := in.runReport(t, 2, "sandbox:up")
	if e := got.Error; e.Cause != string(diagnose.HookFailed) || len(e.Details) != 5 || e.Details[4] != "cannot log in with ***" || got.Passed || statuses(got)[0] != "web passed" {
		t.Errorf("got %+v, and passed %t", e, got.Passed)
	}
	if text := readFile(t, filepath.Join(in.dir, got.Evidence, "after-up.txt")); !strings.HasPrefix(text, "1\n2\n") || !strings.HasSuffix(text, "cannot log in with ***\n") {
		t.Errorf("the evidence is\n%s", text)
	}
	if last, err := history.LastPassed(filepath.Join(in.dir, machine.StateFolder)); err != nil || last.After(begun) {
		t.Errorf("the history has it as passed: %s, %v", last, err)
	}
	if _, err := os.Stat(filepath.Join(in.dir, "never")); err == nil {
		t.Error("the hook behind it ran")
	}
	in.hides(t, hookPassword)
}

func (in *instance) endsSlowHook(t *testing.T) {
	in.after(t, `[{run: [sh, -c, 'echo begun; sleep 300'], timeout: 500ms}]`)
	up := in.run(t, "sandbox:up")
	up.exits(t, 2)
	up.complains(t, "did not end within 500ms", "  begun")
	if strings.Contains(up.stdout, "Instance ready") {
		t.Errorf("the instance is ready\n%s", up)
	}
	for _, left := range processesIn(t, in.dir) {
		t.Errorf("%s is left", left)
	}
}

func (in *instance) interruptsHook(t *testing.T) {
	in.after(t, `[[sh, -c, 'sleep 300 & touch reached; wait']]`)
	in.endAt(t, filepath.Join(in.dir, "reached"), syscall.SIGTERM, "sandbox:up")
	in.after(t, "[]")
}

// prepared is a project whose service has a post_start in a directory of the project.
const prepared = `
services:
  web:
    build: .
    image: plain/app:dev
    command: web
    ports: ["8000:8000"]
    volumes: ["./hooks:/hooks"]
    post_start: [{command: [/hooks/prepare, migrate]}]
`

// Compose leaves a container running whose post_start failed, and would not run it again.
func TestUpDoesNotPassBeforeThePostStartHasRun(t *testing.T) {
	in := newPlain(t)
	in.write(t, "docker-compose.yml", prepared)
	in.initialise(t)
	program := filepath.Join(in.dir, "hooks", "prepare")
	if err := os.Mkdir(filepath.Dir(program), 0o755); err != nil {
		t.Fatal(err)
	}
	in.run(t, "sandbox:up", "-build", "-nowait").exits(t, 2)
	for range 2 {
		up := in.runReport(t, 2, "sandbox:up")
		if c := up.Checks[0]; c.Cause != string(diagnose.HookFailed) {
			t.Errorf("got %+v", c)
		}
	}
	if c := in.runReport(t, 2, "sandbox:gate").Checks[0]; c.Cause != string(diagnose.Stopped) {
		t.Errorf("the gate got %+v", c)
	}
	if err := os.WriteFile(program, []byte(readFile(t, filepath.Join(in.dir, "app"))), 0o755); err != nil {
		t.Fatal(err)
	}
	in.run(t, "sandbox:up").exits(t, 0)
}
