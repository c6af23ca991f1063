package targets

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/magefile/mage/mg"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/events"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// shared holds the flags that many targets have.
type shared struct {
	instance *string // the id of the instance to act on
	progress *string // the form of what is shown meanwhile: text or json
	json     *bool   // write the document
}

// run runs a use case, shows its document to a person or writes it as JSON, and sets the
// exit code. A use case that cannot be tried has the blank document.
func run[D any, P document[D]](ctx context.Context, flags shared, blank func() P, use func(sandbox.Sandbox, context.Context) (D, error), show func(*console.Console, D)) error {
	ctx, stop := proc.Terminable(ctx)
	defer stop()
	c := console.New(os.Stdout, os.Stderr)
	json := value(flags.json)
	if json {
		c.Quiet()
	}
	s, err := flags.sandbox(ctx, c)
	if err != nil {
		use = func(sandbox.Sandbox, context.Context) (D, error) { return refuse(blank(), err) }
	}
	found, err := use(s, ctx)
	if !json {
		show(c, found)
	} else if written := c.JSON(found); err == nil {
		err = written
	}
	return exit(c, err)
}

// with runs a use case without a document, shows its steps, and sets the exit code.
func with(ctx context.Context, flags shared, use func(context.Context, sandbox.Sandbox, *console.Console) error) error {
	ctx, stop := proc.Terminable(ctx)
	defer stop()
	c := console.New(os.Stdout, os.Stderr)
	s, err := flags.sandbox(ctx, c)
	if err == nil {
		err = use(ctx, s, c)
	}
	return exit(c, err)
}

// sandbox returns the sandbox of the instance that the flags name, which shows its steps
// on the console.
func (f shared) sandbox(ctx context.Context, c *console.Console) (sandbox.Sandbox, error) {
	show := func(e report.Event) { c.Show(ctx, e) }
	switch form := value(f.progress); form {
	case "", "text":
	case "json":
		show = func(e report.Event) { events.Write(os.Stderr, e) }
	default:
		return sandbox.Sandbox{}, fmt.Errorf("-progress=%s: it must be text or json", form)
	}
	s, err := fromMagefile(sandbox.Sandbox{Progress: show, Confirm: c.Ask}).At(value(f.instance))
	if err == nil {
		called.At(value(f.instance))
	}
	return s, err
}

// fromMagefile returns the sandbox with the stack and the directory that the magefile names.
func fromMagefile(s sandbox.Sandbox) sandbox.Sandbox {
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

// document is a pointer to a document of package report.
type document[D any] interface {
	*D
	Conclude(*report.Error)
}

// refuse returns the document of a use case that was not tried because of err.
func refuse[D any, P document[D]](document P, err error) (D, error) {
	document.Conclude(outcome.Failure(err))
	return *document, err
}

// exit ends what the console shows, and sets the exit code. The error may quote docker, git
// or a label.
func exit(c *console.Console, err error) error {
	c.Finish(outcome.Failure(err))
	if err == nil {
		return nil
	}
	return mg.Fatal(sandbox.ExitCode(err), plain.Text(called.Text(err.Error())))
}

// value returns the value of an optional flag, and the zero value of one that was not given.
func value[T any](flag *T) (zero T) {
	if flag == nil {
		return zero
	}
	return *flag
}
