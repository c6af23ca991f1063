package targets

import (
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Compose passes one quoted line of arguments to docker compose for this instance, connected to this terminal.
//
//	mage sandbox:compose "exec db psql -U ktrdr"
//	mage sandbox:compose "exec -T db pg_dump -U ktrdr" > dump.sql
//
// Quotes and backslashes work as in a shell; nothing else is expanded.
//
// Exit codes: 0 docker compose succeeded; 1 it failed, there is no instance, or no engine answers.
func Compose(ctx context.Context,
	arguments string,
	instance *string, // its id or the end of it, from any directory; by default the instance in this directory
) error {
	return with(ctx, shared{instance: instance}, func(ctx context.Context, s sandbox.Sandbox, _ *console.Console) error {
		args, err := shell.Split(arguments)
		if err != nil {
			return fmt.Errorf("the arguments cannot be split into words: %w", err)
		}
		return s.Compose(ctx, sandbox.ComposeOptions{Args: args})
	})
}
