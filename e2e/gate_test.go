//go:build e2e

package e2e

import (
	"bufio"
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/lock"
)

func TestGatePassesOnHealthyStack(t *testing.T) {
	r := healthy(t).run(t, "sandbox:gate")
	r.exits(t, 0)
	if !regexp.MustCompile("^" + passedReport + "$").MatchString(r.stdout) {
		t.Errorf("stdout does not match\n%s\n%s", passedReport, r)
	}
}

func TestGateFailsOnStoppedBackend(t *testing.T) {
	in := healthy(t)
	in.end(t, "stop", "backend")
	r := in.run(t, "sandbox:gate", "-timeout=20") // a stopped backend needs no waiting
	r.exits(t, 2)
	r.keepsQuiet(t, "not ready after 20s")
	// The end of the container may be known before the service's first answer.
	r.shows(t, "Startability Gate: FAILED\n",
		"  ✓ Database ready\n",
		"  ✗ Backend health check failed\n",
		"    → container backend is stopped: it exited with code 0 ",
		"    → try: mage sandbox:up\n",
		"  ○ Workers skipped (backend not ready)\n",
		"    → expected 4 workers, not checked\n",
		"  ✓ Observability ready\n")
	r.keepsQuiet(t, "PASSED")

	second := in.run(t, "sandbox:up")
	second.exits(t, 0)
	second.shows(t, "Startability Gate: PASSED")
}

// What the other command has not started yet was not created for good.
func TestGateWaitsForAnotherCommand(t *testing.T) {
	in := healthy(t)
	in.end(t, "stop", "backend")
	release, err := lock.Acquire(t.Context(), in.dir, func() {})
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	defer cancel()
	waiting := in.command(ctx, "sandbox:gate")
	stderr, err := waiting.StderrPipe()
	if err == nil {
		err = waiting.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines, said := bufio.NewScanner(stderr), ""
	for !strings.Contains(said, "Observability passed") && lines.Scan() {
		said += lines.Text() + "\n"
	}
	if !strings.Contains(said, "waiting for another command") {
		t.Error(said)
	}
	mustDocker(t, "start", in.container(t, "backend"))
	release()
	for lines.Scan() {
		said += lines.Text() + "\n"
	}
	if err := waiting.Wait(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

func TestGateFailsOnStoppedWorker(t *testing.T) {
	in := healthy(t)
	in.end(t, "stop", "training-worker-1")
	r := in.run(t, "sandbox:gate", "-timeout=20")
	r.exits(t, 2)
	r.shows(t, "✓ Backend healthy", "✗ Workers not registered", "expected 4 workers, found 3: no training-worker-1\n", "✓ Observability ready")
}

// A killed worker cannot deregister, so the registry keeps it for a while.
func TestGateFailsOnKilledWorker(t *testing.T) {
	in := healthy(t)
	in.end(t, "kill", "training-worker-2")
	r := in.run(t, "sandbox:gate", "-timeout=20")
	r.exits(t, 2)
	r.shows(t, "✓ Backend healthy", "✗ Workers", "training-worker-2")
	r.keepsQuiet(t, "worker-1")
}

func TestGateFailsOnInstanceThatWasNeverStarted(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	r := in.run(t, "sandbox:gate")
	r.exits(t, 2)
	r.shows(t, "Startability Gate: FAILED")
	r.complains(t, in.id+" is not started", "mage sandbox:up")
	in.holdsNothing(t)
}

// end stops or kills a service of the shared instance, and starts it again when the
// test ends.
func (in *instance) end(t *testing.T, how, service string) {
	t.Helper()
	mustDocker(t, how, in.container(t, service))
	t.Cleanup(func() {
		if r := in.run(t, "sandbox:up"); r.code != 0 {
			t.Errorf("the shared instance did not come back\n%s", r)
		}
	})
}
