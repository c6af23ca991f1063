package slots

import (
	"context"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// askWithin bounds the question to another machine's engine.
const askWithin = 5 * time.Second

// Bindings returns the ports of a slot on a machine, "" for this one. On another
// machine they may be bound to any address, because the user has yet to choose one.
func Bindings(s stack.Stack, machine string, slot int) []ports.Binding {
	address := "127.0.0.1"
	if machine != "" {
		address = "0.0.0.0"
	}
	var bindings []ports.Binding
	for _, p := range s.Scheme() {
		bindings = append(bindings, ports.Binding{Service: p.Service, Host: address, Port: p.At(slot), UDP: p.UDP})
	}
	return bindings
}

// InUse returns a function that reports whether a port is in use on the machine of a
// claim. Another machine's engine is asked once for its containers. If it does not
// answer, the claims decide.
func InUse(ctx context.Context, claim claims.Claim) func(context.Context, ports.Binding) (bool, error) {
	if claim.Host == "" {
		return func(ctx context.Context, port ports.Binding) (bool, error) {
			taken, err := ports.Taken(ctx, []ports.Binding{port})
			return len(taken) > 0, err
		}
	}
	running, _ := runningThere(ctx, claim)
	return func(_ context.Context, port ports.Binding) (bool, error) {
		port.Host = "0.0.0.0"
		return anyHolds(running, port), nil
	}
}

// derivedPorts returns the ports of instances with a derived stack on the machine of a
// claim. The slots of those with a declared stack are apart already.
func derivedPorts(claim claims.Claim) map[int]bool {
	known, _ := claims.All()
	isDeclared := func(c claims.Claim) bool { return c.Repository == "" }
	return claims.ClaimedPorts(slices.DeleteFunc(known, isDeclared), claim.Host, claim.Key)
}

// overlap returns a port of a slot that an instance with a derived stack has claimed, or 0.
func (f search) overlap(slot int) int {
	for _, port := range slotPorts(f.stack.Scheme(), slot) {
		if f.claimed[port] {
			return port
		}
	}
	return 0
}

// portsFree returns a function that reports whether no port of a slot is taken.
func (f search) portsFree(ctx context.Context, claim claims.Claim) func(context.Context, int) (bool, error) {
	if claim.Host != "" {
		return f.portsFreeThere(ctx, claim)
	}
	return func(ctx context.Context, slot int) (bool, error) {
		taken, err := ports.Taken(ctx, Bindings(f.stack, "", slot))
		return len(taken) == 0, err
	}
}

// portsFreeThere is portsFree for another machine, whose engine is asked once. If it
// does not answer, the claims alone decide, and `sandbox:up` asks again.
func (f search) portsFreeThere(ctx context.Context, claim claims.Claim) func(context.Context, int) (bool, error) {
	running, err := runningThere(ctx, claim)
	if err != nil {
		f.progress(report.Step("the engine on %s does not tell which ports are taken there: the slot is chosen by the claims alone", claim.Host))
	}
	return func(_ context.Context, slot int) (bool, error) {
		held := func(b ports.Binding) bool { return anyHolds(running, b) }
		return !slices.ContainsFunc(Bindings(f.stack, claim.Host, slot), held), nil
	}
}

// runningThere returns the containers that run on a claim's engine.
func runningThere(ctx context.Context, claim claims.Claim) ([]docker.Container, error) {
	limited, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	return compose.NewProject(claim.ID, claim.Engine.Variables()).Running(limited)
}

func anyHolds(containers []docker.Container, b ports.Binding) bool {
	return slices.ContainsFunc(containers, func(c docker.Container) bool { return c.Holds(b) })
}
