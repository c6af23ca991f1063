package targets

import (
	"context"
	"errors"
	"time"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// watched shows the document of a use case once a second until Ctrl-C, which is no error.
// It refuses to do so for a program.
func watched[D any, P document[D]](ctx context.Context, flags shared, blank func() P, use func(sandbox.Sandbox, context.Context) (D, error), show func(*console.Console, D)) error {
	if value(flags.json) {
		return run(ctx, flags, blank, unwatched(blank), show)
	}
	return with(ctx, flags, func(ctx context.Context, s sandbox.Sandbox, c *console.Console) error {
		second := time.NewTicker(time.Second)
		defer second.Stop()
		for watch := c.Watch(); ; {
			found, err := use(s, ctx)
			if ctx.Err() != nil { // Ctrl-C may have ended a command that the use case ran
				return nil
			}
			if err != nil {
				return err
			}
			watch.Show(func(c *console.Console) { show(c, found) })
			select {
			case <-ctx.Done():
				return nil
			case <-second.C:
			}
		}
	})
}

// unwatched returns the use case that refuses to show a document to a program once a second.
func unwatched[D any, P document[D]](blank func() P) func(sandbox.Sandbox, context.Context) (D, error) {
	return func(sandbox.Sandbox, context.Context) (D, error) {
		return refuse(blank(), errors.New("-watch is for people and -json for programs; call the target with -json again and again instead"))
	}
}
