//go:build e2e && unix

package e2e

import (
	"bufio"
	"context"
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/e2e/engine"
	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/strict"
)

// startEngine starts another engine with the programs of the shared one.
func startEngine(t *testing.T, o engine.Options) *engine.Engine {
	t.Helper()
	var err error
	if o.Programs, err = engine.OfSuite(); err != nil {
		t.Fatal(err)
	}
	e, err := engine.Start(suite.life, o)
	if errors.Is(err, engine.ErrNotHere) {
		strict.Skip(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Stop(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// onOwnEngine starts another engine with the programs of the shared one, and
// creates an instance of a stack on it.
func onOwnEngine(t *testing.T, o engine.Options, stack services) (*instance, *engine.Engine) {
	t.Helper()
	e := startEngine(t, o)
	in := fault{stack: stack}.prepare(t)
	if err := e.Load(t.Context(), in.variables(t)["FAULTS_IMAGE"]); err != nil {
		t.Fatal(err)
	}
	in.set(t, "DOCKER_HOST", e.Host())
	in.file, in.inside = in.read(t), e.Inside()
	return in, e
}

func TestEngineWithoutRoomForANetwork(t *testing.T) {
	t.Parallel()
	in, e := onOwnEngine(t, engine.Options{Pool: "10.213.0.0/28"}, services{"backend": faulty("serve")})
	if _, err := output(e.Docker(t.Context(), "network", "create", "other")); err != nil {
		t.Fatal(err)
	}
	r := in.run(t, "sandbox:up")
	r.exits(t, 1)
	r.complains(t, "network", "try: "+cure(diagnose.NoAddressPool, ""))

	if _, err := output(e.Docker(t.Context(), "network", "prune", "--force")); err != nil {
		t.Fatal(err)
	}
	in.run(t, "sandbox:up").exits(t, 0)
}

// The engine's containers went with it: the next start makes them anew.
func TestEngineThatIsStartedAgain(t *testing.T) {
	t.Parallel()
	in, e := onOwnEngine(t, engine.Options{}, services{"backend": faulty("serve")})
	if err := e.Shutdown(); err != nil {
		t.Fatal(err)
	}
	in.inside = nil // its network went, too
	r := in.run(t, "sandbox:up")
	r.exits(t, 1)
	r.complains(t, "the Docker engine does not answer; start it, or mend DOCKER_HOST in .env.sandbox")

	again := startEngine(t, engine.Options{})
	if err := again.Load(t.Context(), in.variables(t)["FAULTS_IMAGE"]); err != nil {
		t.Fatal(err)
	}
	in.set(t, "DOCKER_HOST", again.Host())
	in.inside = again.Inside()
	in.run(t, "sandbox:up").exits(t, 0)
}

// No command waits for an engine that has stopped, whatever the command is doing.
func TestEngineGoesAway(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		stack    services
		launched bool // the stack is up before the command
		args     string
		running  string // the engine is stopped once this service's container runs
	}{
		{
			name: "while the gate waits", launched: true, args: "sandbox:gate -timeout=120",
			stack: services{"backend": faulty("deaf")}, running: "backend",
		},
		{
			name: "while the gate waits for a one-shot job", launched: true, args: "sandbox:gate -timeout=120",
			stack: services{"backend": faulty("deaf", "restart: 'no'")}, running: "backend",
		},
		{
			name: "while the gate of a start waits", args: "sandbox:up -timeout=120",
			stack: services{"backend": faulty("deaf")}, running: "backend",
		},
		{
			name: "while Compose waits", args: "sandbox:up -timeout=120",
			stack: services{
				"migrate": faulty("deaf", "healthcheck: {test: [CMD, /faults, exit, '1'], interval: 1s, retries: 1000}"),
				"backend": faulty("serve", "depends_on: !override {migrate: {condition: service_healthy}}"),
			}, running: "migrate",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in, e := onOwnEngine(t, engine.Options{}, test.stack)
			if test.launched {
				launched(t, in)
			}
			r := in.runThrough(t, "waiting for Backend", func() {
				eventually(t, test.running+" runs", func() bool {
					listed, err := output(e.Docker(t.Context(), "ps", "--quiet", "--filter", "label=com.docker.compose.service="+test.running))
					return err == nil && listed != ""
				})
				if err := e.Shutdown(); err != nil {
					t.Error(err)
				}
			}, strings.Fields(test.args)...)
			r.exits(t, 2)
			r.isBounded(t)
			r.keepsQuiet(t, "PASSED", "not ready after 2m")
			r.shows(t, "Startability Gate: FAILED", "✗ Backend health check failed",
				"the Docker engine does not answer any more", "try: "+cure(diagnose.EngineGone, ""))
			if cures := strings.Count(r.stdout, "try: "); cures != 1 {
				t.Errorf("the report of one fault has %d cures\n%s", cures, r)
			}
		})
	}
}

// runThrough runs a target to its end and calls do when stderr contains a text.
func (in *instance) runThrough(t *testing.T, text string, do func(), args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	defer cancel()
	cmd := in.command(ctx, args...)
	var stdout, stderr strings.Builder
	cmd.Stdout = &stdout
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := false
	for lines := bufio.NewScanner(pipe); lines.Scan(); {
		stderr.WriteString(lines.Text() + "\n")
		if !done && strings.Contains(lines.Text(), text) {
			done = true
			do()
		}
	}
	err = cmd.Wait()
	r := result{"mage " + strings.Join(args, " "), stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
	t.Log(r)
	if exit := new(exec.ExitError); !done || err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		t.Fatalf("%v, %v; it said %q: %t", err, ctx.Err(), text, done)
	}
	r.isClean(t)
	return r
}
