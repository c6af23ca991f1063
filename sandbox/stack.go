package sandbox

import (
	"strings"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/stack"
)

// machineVariables name the images that a machine has in place of the
// stack's. Those of another stack, and its profiles, are of no use to this one.
func machineVariables(s stack.Stack, machine string) (map[string]string, error) {
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
