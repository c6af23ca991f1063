package launch

import (
	"context"
	"slices"
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/slots"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// AddPorts gives ports to services that were added since `sandbox:init`, appends them to
// .env.sandbox, and returns the workspace opened again. It does nothing if no port is missing.
func AddPorts(ctx context.Context, w workspace.Workspace, emit func(report.Event)) (workspace.Workspace, error) {
	if w.Derived == nil || len(w.Derived.Missing) == 0 {
		return w, nil
	}
	known, _ := claims.All()
	claim, claimed := claims.Of(known, w.Instance)
	if !claimed {
		claim = claims.Claim{Slot: w.Instance.Slot, Key: w.Instance.Key, Host: w.Instance.Machine, Repository: identity.Repository(w.Instance.Dir)}
	}
	numbers, err := derived.Extend(ctx, w.Derived.Ports, claim, w.Derived.Numbers, slots.InUse(ctx, claim))
	if err != nil {
		return w, err
	}
	var lines []instance.Variable
	for _, port := range w.Derived.Missing {
		line := instance.Variable{Name: port.Variable, Value: strconv.Itoa(numbers[port.Variable])}
		if !slices.Contains(lines, line) { // one variable may set several ports
			emit(report.Step("new port: %s is %s", line.Name, line.Value))
			lines = append(lines, line)
		}
	}
	if err := instance.Append(w.Instance.Dir, lines); err != nil {
		return w, err
	}
	variables := w.Instance.Variables
	for _, line := range lines {
		variables[line.Name] = line.Value
	}
	return workspace.OpenCached(ctx, w.Declared(), w.Instance)
}
