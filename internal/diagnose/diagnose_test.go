package diagnose

import (
	"slices"
	"strings"
	"testing"
)

// scenario is a failed check of the backend, with the facts about it.
type scenario struct {
	name      string
	err       error
	container *ContainerFacts
	change    func(*Facts)

	cause   Cause
	hint    string
	details []string // parts of them, in this order
}

func (s scenario) facts() Facts {
	facts := Facts{
		Project:  "shop",
		Checks:   []FailedCheck{{Name: "Backend", Err: s.err, Services: []string{"backend"}}},
		Services: []ServiceFacts{{Name: "backend", URL: "http://localhost:8001", Address: "127.0.0.1:8001", Container: s.container}},
	}
	if s.change != nil {
		s.change(&facts)
	}
	return facts
}

func TestEveryCauseHasItsFacts(t *testing.T) {
	covered := map[Cause]bool{
		DependencyFailed: true, // needs another check: see TestReports
		HookFailed:       true, // is no check's: see internal/hooks
	}
	for _, test := range slices.Concat(probes, states, ports, starts) {
		t.Run(test.name, func(t *testing.T) {
			got := Diagnose(test.facts())[0]
			if got.Cause != test.cause || got.Hint != test.hint || got.Check != "Backend" {
				t.Errorf("got %s with %q, want %s with %q", got.Cause, got.Hint, test.cause, test.hint)
			}
			wantInOrder(t, got.Details, test.details)
			wantBounded(t, got)
			covered[test.cause] = true
		})
	}
	for _, entry := range Causes() {
		if !covered[entry.Cause] {
			t.Errorf("%s has no scenario", entry.Cause)
		}
	}
}

// wantInOrder fails the test unless the details contain the parts in this order.
func wantInOrder(t *testing.T, details, parts []string) {
	t.Helper()
	rest := details
	for _, part := range parts {
		i := slices.IndexFunc(rest, func(d string) bool { return strings.Contains(d, part) })
		if i < 0 {
			t.Errorf("%q is missing, or too late, in\n%s", part, strings.Join(details, "\n"))
			return
		}
		rest = rest[i:]
	}
}

func wantBounded(t *testing.T, f Finding) {
	t.Helper()
	if len(f.Details) > 24 || strings.Contains(f.Hint, "\n") {
		t.Errorf("%d details", len(f.Details))
	}
	for _, line := range append(f.Details, f.Hint) {
		safe(t, line)
		if len([]rune(line)) > maxRunes+50 {
			t.Errorf("%d characters: %s", len([]rune(line)), line)
		}
	}
}
