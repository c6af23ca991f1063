package targets

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/magefile/mage/mg"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// here runs a use case in the project's directory and sets the exit code.
func here(ctx context.Context, use func(context.Context, sandbox.Sandbox) error) error {
	ctx, stop := proc.Terminable(ctx)
	defer stop()
	return exit(use(ctx, of(sandbox.Sandbox{})))
}

// run runs a use case in the project's directory, shows its document to a person or
// writes it as JSON, and sets the exit code.
func run[D any](ctx context.Context, json bool, use func(sandbox.Sandbox, context.Context) (D, error), show func(*console.Console, D)) error {
	return with(ctx, func(ctx context.Context, s sandbox.Sandbox, c *console.Console) error {
		if json {
			c.Quiet()
		}
		document, err := use(s, ctx)
		if !json {
			show(c, document)
		} else if written := c.JSON(document); err == nil {
			err = written
		}
		return err
	})
}

// with runs a use case in the project's directory, shows its steps, and sets the exit
// code.
func with(ctx context.Context, use func(context.Context, sandbox.Sandbox, *console.Console) error) error {
	ctx, stop := proc.Terminable(ctx)
	defer stop()
	c := console.New(os.Stdout, os.Stderr)
	return exit(use(ctx, of(sandbox.Sandbox{Progress: func(e report.Event) { c.Show(ctx, e) }, Confirm: c.Ask}), c))
}

// of returns the sandbox for the stack and the directory that the magefile names.
func of(s sandbox.Sandbox) sandbox.Sandbox {
	s.Stack, s.Dir = Stack, Dir
	if Dir == "" {
		return s
	}
	project, err := filepath.Abs(Dir)
	module, wrong := os.Getwd()
	if relative, outside := filepath.Rel(project, module); errors.Join(err, wrong, outside) == nil {
		called.Module(filepath.ToSlash(relative))
	}
	return s
}

// refuse returns the document of a use case that was not tried because of err.
func refuse[D any, P interface {
	*D
	Conclude(*report.Error)
}](document P, err error) (D, error) {
	document.Conclude(outcome.Failure(err))
	return *document, err
}

// exit sets the exit code. The error may quote docker, git or a label.
func exit(err error) error {
	if err == nil {
		return nil
	}
	return mg.Fatal(sandbox.ExitCode(err), plain.Text(called.Text(err.Error())))
}

// value of an optional flag; its zero value if it was not given.
func value[T any](flag *T) (zero T) {
	if flag == nil {
		return zero
	}
	return *flag
}
