package sandbox

import (
	"maps"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/stack"
)

// environment is what Compose sees: the instance's variables, over the stack's
// own profiles.
func environment(s stack.Stack, in instance.Instance) compose.Project {
	variables := map[string]string{"COMPOSE_PROFILES": s.Profiles}
	maps.Copy(variables, in.Variables)
	return compose.NewProject(in.ID, variables, s.Prefix, "SANDBOX_BIND", "SLOT_NUMBER", "INSTANCE_ID")
}

// machineVariables name the images that a machine has in place of the
// stack's. Those of another stack, and its profiles, are of no use to this one.
func machineVariables(s stack.Stack, machine string) (map[string]string, error) {
	variables, err := instance.MachineVariables(machine)
	if err != nil {
		return nil, err
	}
	for name := range variables {
		if strings.HasPrefix(name, s.Prefix) {
			return variables, nil
		}
	}
	return nil, nil
}
