//go:build e2e

package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// newShop copies the example, a separate module, and makes the copy an instance, as
// its reader would.
func newShop(t *testing.T) *instance {
	t.Helper()
	parent, id := t.TempDir(), instanceID(suite.count.Add(1))
	home := filepath.Join(parent, "home")
	in := &instance{dir: filepath.Join(parent, id), id: id, mage: filepath.Join(parent, "mage"), env: []string{machine.HomeVariable + "=" + home}}
	if err := errors.Join(os.CopyFS(in.dir, os.DirFS(filepath.Join(suite.root, "examples/shop"))), os.CopyFS(home, os.DirFS(suite.home))); err != nil {
		t.Fatal(err)
	}
	in.goes(t, "mod", "edit", "-replace=github.com/seed-491dada8/sandbox="+suite.root)
	in.goes(t, "tool", "mage", "-compile", in.mage)
	if err := in.init(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(in.remove(), suite.slots.giveBack(in.slot)); err != nil {
			t.Error(err)
		}
		if _, err := docker("image", "rm", "-f", "shop:"+id); err != nil {
			t.Error(err)
		}
	})
	return in
}

// goes runs the go command in the instance's directory.
func (in *instance) goes(t *testing.T, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir, cmd.Env = in.dir, append(slices.Clone(suite.env), "GOWORK=off")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, text)
	}
}

func TestExampleUsesTheGate(t *testing.T) {
	s := newShop(t)
	up := s.run(t, "up")
	up.exits(t, 0)
	up.shows(t, "✓ cache healthy (container health)", "✓ seed done (exit code 0)", "✓ web ready (GET /healthz)", "✓ worker at work", "PASSED",
		"Instance ready", "Shop: ", fmt.Sprintf("A price: http://localhost:%d/price/tea", s.port(t, "SANDBOX_PORT_WEB_8080")))
	s.run(t, "gate").exits(t, 0)
	status := s.run(t, "status")
	status.exits(t, 0)
	status.shows(t, "Status: running", "Containers: 3/3 running, 1/1 healthy", "(healthy)", "(ready)", "(registered)")
	if variables := s.variables(t); variables["KTRDR_DB_IMAGE"] != "" {
		t.Errorf("its .env.sandbox names an image of another stack: %v", variables)
	}
	s.run(t, "sandbox:doctor").shows(t, "Service worker: the check worker (the declaration in Go)")
	s.run(t).shows(t, "Status:    running (3/3)")
	s.run(t, "logs", "-service=seed").shows(t, "seed: tea costs 4.50")
	ready := s.run(t, "setup") // as the cures of machine faults say
	ready.exits(t, 0)
	if !strings.Contains(ready.stderr, "Docker Compose: ") || strings.Contains(ready.stderr, "images") {
		t.Errorf("setup says %s", ready)
	}

	if _, err := docker("kill", s.container(t, "worker")); err != nil {
		t.Fatal(err)
	}
	dead := s.run(t, "gate")
	dead.exits(t, 2)
	dead.shows(t, "✓ web ready (GET /healthz)", "✗ worker not at work", "container worker is stopped: it exited with code 137")

	s.run(t, "down", "-volumes", "-yes").exits(t, 0)
	if left, err := leftovers(s.id); err != nil || len(left) > 0 {
		t.Errorf("down left %q, %v", left, err)
	}
}

// A failed job prevents the start of the shop and is named.
func TestExampleNamesTheJobThatFailed(t *testing.T) {
	s := newShop(t)
	s.write(t, overrideFile, "services: {seed: {environment: {PRODUCTS: tea=free}}}\n")
	up := s.run(t, "up")
	up.exits(t, 2)
	up.shows(t, "FAILED", "seed exited with code 1", `seed: the price of tea is no number: "free"`, "mage sandbox:logs -service=seed")
}

// An adopter's magefile only imports the targets and names the additions to the stack.
func TestExampleMagefileIsSmall(t *testing.T) {
	for name, most := range map[string]int{"magefiles/sandbox.go": 20, "examples/shop/magefiles/sandbox.go": 20, "examples/shop/magefiles/stack.go": 40} {
		if lines := strings.Count(readFile(t, filepath.Join(suite.root, name)), "\n"); lines > most {
			t.Errorf("%s has %d lines", name, lines)
		}
	}
}
