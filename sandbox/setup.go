package sandbox

import (
	"cmp"
	"context"
	"os"

	"github.com/seed-491dada8/sandbox/internal/setup"
)

// Setup brings this machine to where a stack can start: it installs the Docker
// engine and Compose where they are missing, on Debian as root; elsewhere the
// error says what to install. It needs no instance, and gets no image.
func (s Sandbox) Setup(ctx context.Context) error {
	home, err := EngineHome(ctx)
	if err != nil {
		return err
	}
	if err := setup.Run(ctx, setup.Options{Out: cmp.Or(s.Stderr, os.Stderr), Home: home}); err != nil {
		return err
	}
	return nil
}
