package targets

import (
	"context"

	"github.com/magefile/mage/mg"

	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// here runs a use case in the current directory and sets the exit code.
func here(ctx context.Context, use func(context.Context, sandbox.Sandbox) error) error {
	ctx, stop := proc.Terminable(ctx)
	defer stop()
	if err := use(ctx, sandbox.Sandbox{Stack: Stack}); err != nil {
		return mg.Fatal(sandbox.ExitCode(err), plain.Text(err.Error())) // which may quote docker, git or a label
	}
	return nil
}

// value of an optional flag; its zero value if it was not given.
func value[T any](flag *T) (zero T) {
	if flag == nil {
		return zero
	}
	return *flag
}
