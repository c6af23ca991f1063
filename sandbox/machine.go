package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// EngineHome returns the folder with the records about the engine that the shell's docker
// commands use, such as the images that `mage setup` built there. A new instance reads
// them if its shell uses the same engine.
func EngineHome(ctx context.Context) (string, error) {
	machine, err := engines.Host(ctx, engines.Shell())
	if err != nil {
		return "", err
	}
	return instance.HomeOf(machine)
}
