//go:build unix

package sandbox

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/ports"
)

// An engine that is not there may take a quarter of a minute to say so.
func TestDeadEngineIsAskedOnceForAllStaleClaims(t *testing.T) {
	m := newMachine(t)
	const stale = 5
	for slot := 1; slot <= stale; slot++ {
		id := fmt.Sprintf("i%d", slot)
		m.claim(id, slot)
		if err := os.RemoveAll(m.dir(id)); err != nil {
			t.Fatal(err)
		}
	}
	m.docker("exit 1")
	for name, run := range map[string]func(Sandbox) error{
		"init":  func(s Sandbox) error { _, err := s.Init(t.Context(), InitOptions{}); return err },
		"prune": func(s Sandbox) error { _, err := s.Prune(t.Context(), PruneOptions{}); return err },
	} {
		if err := os.WriteFile(m.calls, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := run(m.sandbox()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if calls := m.asked(); calls != 1 {
			t.Errorf("%s called docker %d times, want once", name, calls)
		}
		if told := m.told.String(); strings.Count(told, "\n") < stale {
			t.Errorf("%s does not tell of every claim: %s", name, told)
		}
	}
}

// Whoever starts a container chooses its labels.
func TestPrunePassesNoEscapeSequencesOn(t *testing.T) {
	m := newMachine(t)
	m.runs("or\x1b[2Jphan", "api", "/no/such/directory", "running", "Up 3 minutes")
	if _, err := m.sandbox().Prune(t.Context(), PruneOptions{}); err != nil {
		t.Fatal(err)
	}
	if told := m.told.String(); !strings.Contains(told, "keeping or") || strings.Contains(told, "\x1b") {
		t.Errorf("told %q", told)
	}
}

// What a deleted worktree left running holds the ports of its slot, too.
func TestInitTellsOfALeftoverThatHoldsItsPorts(t *testing.T) {
	m := newMachine(t)
	m.claim("gone", 1)
	if err := os.RemoveAll(m.dir("gone")); err != nil {
		t.Fatal(err)
	}
	m.docker(`case "$*" in
"volume ls"*) echo gone_data ;;
"volume inspect"*) echo '[{"Name": "gone_data"}]' ;;
version*) echo amd64 ;;
esac`)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	stack := small()
	stack.Services[0].Ports[0] = ports.Each("T_API_PORT", "api", listener.Addr().(*net.TCPAddr).Port-1) // that of slot 1
	here := m.sandbox()
	here.Stack = stack
	if _, err := here.Init(t.Context(), InitOptions{}); err != nil {
		t.Fatal(err)
	}
	const want = "passing over slot 1: the engine holds what no key proves to be (volume gone_data, without a key or a Compose project) of the deleted gone; mage sandbox:prune"
	if told := m.told.String(); !strings.Contains(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestInitWithoutAFreeSlotListsWhoHasThem(t *testing.T) {
	m := newMachine(t)
	last := small().Scheme().MaxSlot()
	for slot := 1; slot <= last; slot++ {
		m.claim(fmt.Sprintf("i%d", slot), slot)
	}
	if err := os.RemoveAll(m.dir("i7")); err != nil {
		t.Fatal(err)
	}
	m.docker(`case "$*" in volume*) echo i7_data ;; version*) echo amd64 ;; esac`)
	there, err := claims.Open("elsewhere.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := there.Take(identity.NewClaim("far", m.root, 3), nil); err != nil {
		t.Fatal(err)
	}
	_, err = m.sandbox().Init(t.Context(), InitOptions{})
	if ExitCode(err) != ExitPortTaken {
		t.Fatalf("got %v", err)
	}
	wants := []string{"mage sandbox:destroy -instance=ID", "mage sandbox:prune", "slot 7: i7 in " + m.dir("i7") + " (stale: its directory is gone)"}
	for slot := 1; slot <= last; slot++ {
		wants = append(wants, fmt.Sprintf("  slot %d: i%d in %s", slot, slot, m.dir(fmt.Sprintf("i%d", slot))))
	}
	for _, want := range wants {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "far") {
		t.Errorf("another machine's slots are no matter: %v", err)
	}
}

func TestInitOfADerivedStackWithoutAFreeSlot(t *testing.T) {
	m := newMachine(t)
	m.docker(`case "$*" in *config*) echo 'services: {web: {image: x, ports: [{target: 80, published: "18000", protocol: tcp}]}}' ;; version*) echo amd64 ;; esac`)
	m.write("compose.yaml", "services: {}\n")
	repository := identity.Repository(m.root)
	register, err := claims.OpenRepository("", repository)
	if err != nil {
		t.Fatal(err)
	}
	for slot := 1; slot <= 40; slot++ {
		claim := identity.NewClaim(fmt.Sprintf("i%d", slot), m.dir(fmt.Sprintf("i%d", slot)), slot)
		claim.Repository = repository
		if err := register.Take(claim, nil); err != nil {
			t.Fatal(err)
		}
	}
	_, err = Sandbox{}.Init(t.Context(), InitOptions{})
	if ExitCode(err) != ExitPortTaken || !strings.Contains(err.Error(), "no slot is free") {
		t.Errorf("exit code %d, %v", ExitCode(err), err)
	}
	if _, err := os.Stat(".env.sandbox"); err == nil {
		t.Error("it is an instance")
	}
}
