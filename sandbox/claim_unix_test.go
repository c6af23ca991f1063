//go:build unix

package sandbox

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
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
		"init":  func(s Sandbox) error { return s.Init(t.Context(), InitOptions{}) },
		"prune": func(s Sandbox) error { return s.Prune(t.Context(), PruneOptions{}) },
	} {
		if err := os.WriteFile(m.calls, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := run(Sandbox{Stack: small(), Stdout: m.file("stdout"), Stderr: m.file("stderr")}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if calls := strings.Count(m.read("calls"), "\n"); calls != 1 {
			t.Errorf("%s called docker %d times, want once", name, calls)
		}
		if told := m.read("stderr"); strings.Count(told, "\n") < stale {
			t.Errorf("%s does not tell of every claim: %s", name, told)
		}
	}
}

// What a deleted worktree left running holds the ports of its slot, too.
func TestInitTellsOfALeftoverThatHoldsItsPorts(t *testing.T) {
	m := newMachine(t)
	m.claim("gone", 1)
	if err := os.RemoveAll(m.dir("gone")); err != nil {
		t.Fatal(err)
	}
	m.docker(`case "$*" in volume*) echo gone_data ;; version*) echo amd64 ;; esac`)
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", small().scheme().At(1)["T_API_PORT"]))
	if err != nil {
		t.Skip(err)
	}
	defer listener.Close()
	if err := (Sandbox{Stack: small(), Stdout: m.file("stdout"), Stderr: m.file("stderr")}).Init(t.Context(), InitOptions{}); err != nil {
		t.Fatal(err)
	}
	const want = "passing over slot 1: the engine holds 1 volume of the deleted gone; mage sandbox:prune"
	if told := m.read("stderr"); !strings.Contains(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}
