package sandbox

import (
	"errors"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/report"
)

func TestADocumentIsCompleteInEveryOutcome(t *testing.T) {
	for name, failure := range map[string]error{"done": nil, "failed": outcome.PortTaken(errors.New("port 8001 is taken"))} {
		t.Run(name, func(t *testing.T) {
			status, err := conclude(t.Context(), &report.Status{Instance: "repo--feat-x"}, failure)
			if !errors.Is(err, failure) || status.Schema != report.Schema || status.Instance != "repo--feat-x" || (status.Error == nil) != (failure == nil) {
				t.Errorf("got %+v, %v", status, err)
			}
		})
	}
}
