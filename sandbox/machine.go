package sandbox

import (
	"context"
	"fmt"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
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

// askWithin bounds what a new instance asks another machine's engine.
const askWithin = 5 * time.Second

// portsFreeThere tells of a slot whether no container on a new instance's
// machine publishes a port of it. The engine is asked once. If it does not
// answer, the claims have to do, and `sandbox:up` will ask again.
func (s Sandbox) portsFreeThere(ctx context.Context, claim claims.Claim) func(context.Context, int) (bool, error) {
	limited, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	running, err := compose.NewProject(claim.ID, claim.Engine.Variables()).Running(limited)
	if err != nil {
		s.console().Doing(fmt.Sprintf("the engine on %s does not tell which ports are taken there: the slot is chosen by the claims alone", claim.Host))
	}
	return func(_ context.Context, slot int) (bool, error) {
		return len(held(running, bindings(s.Stack, claim.Host, slot))) == 0, nil
	}
}
