package sandbox

import (
	"maps"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/ports"
)

// Stack declares the Compose services of an instance: their ports, what a
// person opens, and what the gate asks. The Compose file says how they run;
// this says how to meet them. A service that the instance's Compose files or
// profiles leave out is left out everywhere.
type Stack struct {
	Services []Service
	Checks   []Check
	Links    []Link // shown when an instance is ready
	// Profiles are the Compose profiles that are active unless .env.sandbox
	// says otherwise.
	Profiles string
	// Prefix begins the names of the stack's variables. Of those only the
	// instance's count; what a shell exports is hidden from Compose.
	Prefix string
	// Images are built here before Compose starts the stack.
	Images []Image
	// Variables go into each new .env.sandbox.
	Variables []Variable
	// Needs are what one more instance takes of the engine's machine.
	Needs Needs
}

// Needs are in bytes; 0 where nobody knows.
type Needs struct{ Memory, Disk uint64 }

// Service is one Compose service.
type Service struct {
	Name  string // as in the Compose file
	Label string // what a person calls it; workers go by their names
	// Ports that it publishes. The first is the one it is met on.
	Ports []ports.Port
	// URL of the service, given host:port; [Web] for one that speaks HTTP. Nil
	// shows host:port itself.
	URL func(hostPort string) string
	// Probe is one attempt to find out whether the service answers, such as
	// [GET].
	Probe func(Endpoint) gate.Probe
	// Ready is what status calls a service that answers, such as "healthy".
	Ready string
	// Worker marks a service that registers itself with another.
	Worker bool
}

// Check is one check of the gate. It asks the named services, those that are
// in the instance's stack, by their own probes, unless it has a Probe.
type Check struct {
	Name     string
	Services []string
	Needs    []string // checks that must have passed before this one is tried
	Uses     []string // checks without which this one cannot pass, tried beside it
	// Probe, if set, asks in place of the services' own probes. It is given
	// the services that are there.
	Probe func(meet func(service string) Endpoint, services []string) gate.Probe
	// What a person reads behind the name; %d stands for the number of
	// services. Skipped is the detail of a check that was never tried.
	Passed, Failed, Skipped string
}

// Link is a page that a person opens when the instance is ready.
type Link struct {
	Label   string
	Service string
	Path    string
}

// Image is an image that is the instance's own, built from this worktree
// before Compose runs.
type Image struct {
	// Variable in .env.sandbox that puts another image in its place; then
	// nothing is built.
	Variable string
	// Repository is its name; the tag is the instance's id.
	Repository string
	// Context is the directory of its Dockerfile.
	Context string
	// Module is a directory with a Go program that is compiled for the
	// engine's architecture into Binary before; empty for none. Both are
	// relative to the instance's directory.
	Module, Binary string
}

// Variable is a line of a new .env.sandbox. An empty value stands for a new
// random password.
type Variable struct{ Name, Value string }

// scheme is the ports of all services.
func (s Stack) scheme() ports.Scheme {
	var scheme ports.Scheme
	for _, service := range s.Services {
		scheme = append(scheme, service.Ports...)
	}
	return scheme
}

func (s Stack) service(name string) Service {
	i := slices.IndexFunc(s.Services, func(service Service) bool { return service.Name == name })
	if i < 0 {
		return Service{}
	}
	return s.Services[i]
}

func (s Stack) check(name string) Check {
	i := slices.IndexFunc(s.Checks, func(check Check) bool { return check.Name == name })
	if i < 0 {
		return Check{}
	}
	return s.Checks[i]
}

// asked tells whether some check asks the service.
func (s Stack) asked(service string) bool {
	return slices.ContainsFunc(s.Checks, func(c Check) bool { return slices.Contains(c.Services, service) })
}

// environment is what Compose sees: the instance's variables, over the stack's
// own profiles.
func (s Stack) environment(in instance.Instance) compose.Project {
	variables := map[string]string{"COMPOSE_PROFILES": s.Profiles}
	maps.Copy(variables, in.Variables)
	return compose.NewProject(in.ID, variables, s.Prefix, "SANDBOX_BIND", "SLOT_NUMBER", "INSTANCE_ID")
}

// machineVariables name the images that a machine has in place of the
// stack's. Those of another stack, and its profiles, are of no use to this one.
func (s Stack) machineVariables(machine string) (map[string]string, error) {
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
