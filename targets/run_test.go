package targets

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/magefile/mage/mg"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Mage prints the error of a target as it is.
func TestErrorsOfTargetsArePlain(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	err := with(t.Context(), shared{}, func(context.Context, sandbox.Sandbox, *console.Console) error {
		return fmt.Errorf("docker: %w", errors.New("no\x1b[2J such \u202eimage\n::error::x ##[add-mask]y"))
	})
	if want := "docker: no such  image\n: :error::x ## [add-mask]y"; err == nil || err.Error() != want || mg.ExitStatus(err) != 1 {
		t.Errorf("got %q with exit code %d, want %q", err, mg.ExitStatus(err), want)
	}
}
