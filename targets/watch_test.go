package targets

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/schematest"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
)

func TestWatchIsNotForPrograms(t *testing.T) {
	status, err := unwatched(report.NewStatus)(sandbox.Sandbox{}, t.Context())
	if sandbox.ExitCode(err) != sandbox.ExitNotTried || !strings.Contains(err.Error(), "-watch is for people") {
		t.Errorf("got %v", err)
	}
	text, err := json.Marshal(status)
	if err != nil {
		t.Fatal(err)
	}
	schematest.Valid(t, "status", text)
}
