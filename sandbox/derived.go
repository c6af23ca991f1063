package sandbox

import (
	"context"
	"strconv"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/slots"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// addPorts gives ports to services that were added since `sandbox:init`, appends them to
// .env.sandbox, and opens the workspace again. It does nothing if no port is missing.
func (o *session) addPorts(ctx context.Context) error {
	if o.Derived == nil || len(o.Derived.Missing) == 0 {
		return nil
	}
	known, _ := claims.All()
	claim, claimed := claims.Of(known, o.Instance)
	if !claimed {
		claim = claims.Claim{Slot: o.Instance.Slot, Key: o.Instance.Key, Host: o.Instance.Machine, Repository: identity.Repository(o.Instance.Dir)}
	}
	numbers, err := derived.Extend(ctx, o.Derived.Ports, claim, o.Derived.Numbers, slots.InUse(ctx, claim))
	if err != nil {
		return err
	}
	var lines []instance.Variable
	for _, port := range o.Derived.Missing {
		o.emit(report.Step("new port: %s is %d", port.Variable, numbers[port.Variable]))
		lines = append(lines, instance.Variable{Name: port.Variable, Value: strconv.Itoa(numbers[port.Variable])})
	}
	if err := instance.Append(o.Instance.Dir, lines); err != nil {
		return err
	}
	variables := o.Instance.Variables
	for _, line := range lines {
		variables[line.Name] = line.Value
	}
	o.Workspace, err = workspace.OpenCached(ctx, o.Declared(), o.Instance)
	return err
}
