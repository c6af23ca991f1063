// Package stack declares the Compose services of an instance: which ports they
// publish, what the gate asks them, and which pages a person opens. The Compose
// file says how the services run; a [Stack] says how to reach them.
//
// The package imports only gate and ports, so that a program can declare a stack without
// the code that runs one.
package stack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/ports"
)

// Stack declares the services of a Compose project. A service that the
// instance's Compose files or profiles leave out is left out everywhere.
//
// A Stack without Services adds to the stack that is derived from the Compose file. One of
// its Checks replaces the derived check of the same name; a derived check has the name of
// its service.
type Stack struct {
	Services []Service
	Checks   []Check
	Links    []Link // shown when an instance is ready
	// Profiles are the Compose profiles that are active by default, separated
	// by commas. COMPOSE_PROFILES in .env.sandbox replaces them.
	Profiles string
	// Prefix begins the names of the stack's variables. Variables with that prefix count
	// only in .env.sandbox: Compose does not see the ones that a shell exports.
	Prefix string
	// Pass names variables that Compose sees as a shell exports them, although they begin
	// with Prefix, unless .env.sandbox gives them a value: secrets that a program such as
	// `op run` hands over. Their values are never shown.
	Pass []string
	// Copy has patterns, as in a .gitignore, of the ignored files that each new worktree gets
	// from the main one.
	Copy  []string
	Hooks Hooks
	// Hostnames gives each instance a host name of its own in its URLs, such as
	// feat-x.localhost, so that browsers keep the cookies of two instances apart.
	Hostnames bool
	// Images are built before Compose starts the stack.
	Images []Image
	// Variables go into each new .env.sandbox.
	Variables []Variable
	// Needs are the memory and disk that one more instance needs.
	Needs Needs
}

// Needs holds amounts in bytes; 0 means unknown.
type Needs struct{ Memory, Disk uint64 }

// Service is one Compose service.
type Service struct {
	Name  string // as in the Compose file
	Label string // shown to people; default Name
	// Ports are the ports that the service publishes. URL and Probe use the
	// first.
	Ports []ports.Port
	// URL returns the service's address, given host:port; [Web] is for HTTP. If
	// nil, host:port itself is shown.
	URL func(hostPort string) string
	// Probe returns one attempt at asking whether the service is ready, such as
	// [GET]. A service without one is judged by its container.
	Probe func(Endpoint) gate.Probe
	// Ready is the word that status shows for a ready service, such as
	// "healthy"; default "up".
	Ready string
	// Worker marks a service that registers itself with another.
	Worker bool
	// Excused lets the gate pass whatever the service's container does. Without it the
	// gate waits for every service that no check asks: until its container is healthy, has
	// ended with exit code 0, or, without a healthcheck, has run for a second.
	Excused bool
}

// Check is one check of the gate. It asks the named services by their own
// probes, unless it has a Probe.
type Check struct {
	Name     string
	Services []string // at least one; those that the instance leaves out are not asked
	Needs    []string // checks, declared before this one, that must pass before it starts
	Uses     []string // checks, declared before this one, that it depends on but runs beside
	// Probe, if set, asks in place of the services' own probes. It gets the names of the
	// services that the instance has; meet returns where one of them is reached.
	Probe func(meet func(service string) Endpoint, services []string) gate.Probe
	// Passed, Failed and Skipped are shown behind the check's name; %d stands
	// for the number of services. Skipped explains a check that was never tried.
	Passed, Failed, Skipped string
}

// Link is a page that a person opens when the instance is ready.
type Link struct {
	Label   string
	Service string
	Path    string
}

// Image is an image that each instance builds for itself before Compose runs.
type Image struct {
	// Variable names the variable in .env.sandbox that replaces the image; if it
	// is set, nothing is built. It is empty if nothing can replace the image.
	Variable string
	// Repository is the image's name without a tag; the tag is the instance id.
	Repository string
	// Context is the directory of the Dockerfile.
	Context string
	// Module is the directory of a Go program that is compiled for the engine's
	// architecture to Binary before the image is built; empty for none. Both are
	// relative to the instance's directory.
	Module, Binary string
}

// Variable is a line of a new .env.sandbox. An empty value stands for a new
// random password.
type Variable struct{ Name, Value string }

// Scheme returns the ports of all services. A port that two services declare alike, because
// they share a network, is listed once.
func (s Stack) Scheme() ports.Scheme {
	var scheme ports.Scheme
	for _, service := range s.Services {
		for _, port := range service.Ports {
			isAlike := func(other ports.Port) bool { other.Service = port.Service; return other == port }
			if !slices.ContainsFunc(scheme, isAlike) {
				scheme = append(scheme, port)
			}
		}
	}
	return scheme
}

// Service returns the service of that name, the zero Service if there is none.
func (s Stack) Service(name string) Service {
	i := slices.IndexFunc(s.Services, func(service Service) bool { return service.Name == name })
	if i < 0 {
		return Service{}
	}
	return s.Services[i]
}

// Check returns the check of that name, the zero Check if there is none.
func (s Stack) Check(name string) Check {
	i := slices.IndexFunc(s.Checks, func(check Check) bool { return check.Name == name })
	if i < 0 {
		return Check{}
	}
	return s.Checks[i]
}

// Asks reports whether a check asks the service.
func (s Stack) Asks(service string) bool {
	return slices.ContainsFunc(s.Checks, func(c Check) bool { return slices.Contains(c.Services, service) })
}

// HasPasswords reports whether a new .env.sandbox gets random passwords.
func (s Stack) HasPasswords() bool {
	return slices.ContainsFunc(s.Variables, func(v Variable) bool { return v.Value == "" })
}

// Unregistered is the error of a check that found some of its services missing
// from a register, such as workers that have not reported to the backend.
type Unregistered struct {
	Expected int
	Services []string // the missing ones
	// Instead describes those that are registered and not expected, such as
	// "trainer-x at http://10.0.0.7:5003".
	Instead []string
}

// Error returns how many services are missing, and which.
func (e *Unregistered) Error() string {
	text := fmt.Sprintf("expected %d workers, found %d: no %s", e.Expected, e.Expected-len(e.Services), strings.Join(e.Services, ", "))
	if len(e.Instead) > 0 {
		text += "; registered instead: " + strings.Join(e.Instead, ", ")
	}
	return text
}
