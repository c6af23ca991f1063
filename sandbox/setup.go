package sandbox

import (
	"cmp"
	"context"
	"io"

	"github.com/seed-491dada8/sandbox/internal/setup"
)

// SetupOptions say where Setup writes.
type SetupOptions struct {
	Out io.Writer // receives the progress and the output of the commands; nil discards them
}

// Setup installs what a stack needs of this machine: the Docker engine and Compose.
// It installs on Debian as root; elsewhere the error says what to install. It needs
// no instance, and pulls no image.
func (s Sandbox) Setup(ctx context.Context, options SetupOptions) error {
	home, err := EngineHome(ctx)
	if err != nil {
		return err
	}
	return setup.Run(ctx, setup.Options{Out: cmp.Or(options.Out, io.Discard), Home: home})
}
