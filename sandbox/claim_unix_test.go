//go:build unix

package sandbox

import (
	"fmt"
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
