package provision

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/called"
	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/stack"
)

// write writes the file of a claimed instance of a stack that has its ports.
func (p Provisioner) write(ctx context.Context, s stack.Stack, claim claims.Claim) error {
	variables, err := p.variables(s, claim)
	if err == nil {
		err = hide(ctx, claim.Dir)
	}
	if err != nil {
		return err
	}
	err = instance.Write(claim.Dir, called.Text("Made by mage sandbox:init. What stands here wins over the shell's environment."), variables)
	if errors.Is(err, fs.ErrExist) {
		return errors.New("another `mage sandbox:init` was quicker here; nothing was changed")
	}
	if err != nil {
		return err
	}
	if err = identity.Confirm(claim); err == nil {
		err = identity.KeepFile(claim.Dir, claim.Key)
	}
	return identity.OrRemove(claim.Dir, err)
}

// variables returns the lines of a new file: the instance's own, the stack's, and
// those that lead to its images and its engine. If another machine publishes the
// ports, the user chooses the address there.
func (p Provisioner) variables(s stack.Stack, claim claims.Claim) ([]instance.Variable, error) {
	lines := []instance.Variable{
		{Name: "INSTANCE_ID", Value: claim.ID},
		{Name: "COMPOSE_PROJECT_NAME", Value: claim.ID},
		{Name: "SLOT_NUMBER", Value: strconv.Itoa(claim.Slot)},
		{Name: instance.KeyVariable, Value: claim.Key},
	}
	if claim.Host == "" {
		lines = append(lines, instance.Variable{Name: "SANDBOX_BIND", Value: "127.0.0.1"})
	}
	for _, port := range s.Scheme() {
		line := instance.Variable{Name: port.Variable, Value: strconv.Itoa(port.At(claim.Slot))}
		if !slices.Contains(lines, line) { // one variable may set several ports
			lines = append(lines, line)
		}
	}
	for _, v := range s.Variables {
		lines = append(lines, instance.Variable{Name: v.Name, Value: valueOf(v)})
	}
	images, err := builtImages(s, claim.Host)
	if err != nil {
		return nil, err
	}
	for _, others := range []map[string]string{images, engines.Shell().Variables()} {
		for _, name := range slices.Sorted(maps.Keys(others)) {
			lines = append(lines, instance.Variable{Name: name, Value: others[name]})
		}
	}
	return append(lines,
		instance.Variable{Name: "CREATED_AT", Value: time.Now().UTC().Format(time.RFC3339)},
		instance.Variable{Name: "SANDBOX_VERSION", Value: p.Version},
	), nil
}

// valueOf returns the value of a stack's variable, a random one if it has none.
func valueOf(v stack.Variable) string {
	if v.Value == "" {
		return rand.Text()
	}
	return v.Value
}

// builtImages returns the variables that name the images which `mage setup` built on
// a machine, or none if they are of another stack.
func builtImages(s stack.Stack, machine string) (map[string]string, error) {
	variables, err := instance.MachineVariables(machine)
	if err != nil {
		return nil, err
	}
	for name := range variables {
		if s.Prefix != "" && strings.HasPrefix(name, s.Prefix) {
			return variables, nil
		}
	}
	return nil, nil
}
