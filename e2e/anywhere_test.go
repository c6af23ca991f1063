//go:build e2e && unix

package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/internal/screentest"
	"github.com/seed-491dada8/sandbox/report"
)

// elsewhere returns the instance as seen from a directory that has nothing to do with it.
func (in *instance) elsewhere(t *testing.T) *instance {
	t.Helper()
	away := *in
	away.dir = t.TempDir()
	return &away
}

func TestEveryTargetReachesAnInstanceFromAnywhere(t *testing.T) {
	in := healthy(t)
	away, here := in.elsewhere(t), "-instance="+in.id
	for _, args := range [][]string{
		{"status", here}, {"gate", here, "-json"}, {"up", here}, {"env", here}, {"timings", here}, {"compose", "ps", here}, {"path", in.id},
	} {
		r := away.run(t, args...)
		r.exits(t, 0)
		r.tells(t, in.id)
	}
	logs := away.run(t, "logs", here, "-tail=1", "-service=db")
	logs.exits(t, 0)
	logs.shows(t, "db-1")
	doctor := away.run(t, "doctor", here, "-json")
	doctor.exits(t, 0)
	doctor.shows(t, in.id)
	if path := away.run(t, "path", in.id); path.stdout != in.dir+"\n" {
		t.Errorf("path is %q, want %q", path.stdout, in.dir)
	}
}

// With -progress=json a program follows a target line by line, and -json still gives the
// one document.
func TestProgressIsOneEventALine(t *testing.T) {
	in := healthy(t)
	r := in.run(t, "sandbox:up", "-progress=json", "-json")
	r.exits(t, 0)
	document[report.Report](t, r, "report")
	kinds := make(map[report.EventKind]int)
	for line := range strings.Lines(r.stderr) {
		schematest.Valid(t, "event", []byte(line))
		var e report.Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		kinds[e.Kind]++
		if e.Kind == report.EventVerdict && !e.Report.Passed {
			t.Errorf("got %s", line)
		}
	}
	for _, kind := range []report.EventKind{report.EventStarting, report.EventGate, report.EventCheck, report.EventGateDone, report.EventVerdict} {
		if kinds[kind] == 0 {
			t.Errorf("there is no event %s\n%s", kind, r)
		}
	}
}

func TestShellRunsAScriptInAService(t *testing.T) {
	in := healthy(t)
	script := func(text string, args ...string) result {
		ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
		defer cancel()
		var stdout, stderr bytes.Buffer
		cmd := in.elsewhere(t).command(ctx, append([]string{"sandbox:shell"}, append(args, "-instance="+in.id)...)...)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), &stdout, &stderr
		_ = cmd.Run()
		return result{"mage sandbox:shell", stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
	}
	r := script("echo \"$POSTGRES_USER in $BASH\"\n", "db")
	r.exits(t, 0)
	if r.stdout != "ktrdr in /usr/bin/bash\n" {
		t.Errorf("got %s", r)
	}
	r = script("exit 3\n", "db")
	r.exits(t, 1)
	r.complains(t, "bash in db exited with code 3")
	r = script("", "backend")
	r.exits(t, 1)
	r.complains(t, "backend has no shell: container ", " holds neither bash nor sh")
	r = script("", "nobody")
	r.exits(t, 1)
	r.complains(t, `there is no service "nobody" in this stack; it has `)
}

func TestShellIsInteractiveOnATerminal(t *testing.T) {
	in := healthy(t)
	screen, cmd := in.onTerminal(t, 80, 24, "sandbox:shell", "db")
	screen.Until(t, "#")
	screen.Type(t, "tty; exit 7\n")
	screen.Until(t, "/dev/pts/")
	if code := screentest.ExitCode(t, cmd); code != 0 { // a session that ended is no error
		t.Errorf("exit code %d", code)
	}
}

// Each document of a use case that changes something is of the schema, whether it succeeds
// or fails.
func TestJSONOfEveryTargetThatChangesSomething(t *testing.T) {
	t.Parallel()
	in := newDirectory(t)
	for _, test := range []struct {
		kind, args string
		code       int
	}{
		{"down", "sandbox:down", 1},
		{"init", "sandbox:init -slot=many", 1},
		{"create", "sandbox:create ../up", 1},
		{"create", "sandbox:create up -slot=many", 1},
		{"destroy", "sandbox:destroy", 1},
		{"init", "sandbox:init -name=" + in.id, 0},
		{"init", "sandbox:init", 0},
		{"path", "sandbox:path " + in.id, 0},
		{"down", "sandbox:down", 0},
		{"down", "sandbox:down -volumes", 1},
		{"prune", "sandbox:prune", 0},
		{"destroy", "sandbox:destroy", 1},
		{"destroy", "sandbox:destroy -yes", 0},
		{"path", "sandbox:path " + in.id, 1},
	} {
		r := in.run(t, append(strings.Fields(test.args), "-json")...)
		r.exits(t, test.code)
		schematest.Valid(t, test.kind, []byte(r.stdout))
		var d report.Document
		if err := json.Unmarshal([]byte(r.stdout), &d); err != nil || (d.Error != nil) != (test.code != 0) {
			t.Errorf("%v\n%s", err, r)
		}
	}
}
