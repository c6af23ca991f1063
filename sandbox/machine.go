package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// EngineHome is the folder for what is known of the engine that a shell's docker
// commands go to, such as the images that `mage setup` built there. New instances
// of the same shell find it.
func EngineHome(ctx context.Context) (string, error) {
	machine, err := engines.Host(ctx, engines.Shell())
	if err != nil {
		return "", err
	}
	return instance.HomeOf(machine)
}
