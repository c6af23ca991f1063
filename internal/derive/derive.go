// Package derive makes a stack from a Compose project, for projects that declare
// none: which ports an instance gets, what the gate asks each service, and what
// stays shared between instances.
//
// Everything here is a pure function of the resolved project. The same project
// gives the same stack, and a service that is added changes nothing of the others.
package derive

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/inside"
	"github.com/seed-491dada8/sandbox/internal/settings"
	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/stack"
)

// Derived is a stack with the reasons for what it asks.
type Derived struct {
	Stack    stack.Stack
	Services []Service         // of the stack, in alphabetical order
	Ports    []Port            // every port that a service publishes by a number
	Settings settings.Settings // the top-level x-sandbox
}

// Service is one derived service.
type Service struct {
	Name  string
	Ports []Port
	Asked Asked
}

// Asked says how the gate asks a service.
type Asked struct {
	How string // for people, such as "GET /healthz" or "container health"
	Why string // where that comes from, such as "image postgres:16"
	// URL reports that people open the service's first port in a browser.
	URL bool
	TLS bool // they open it over HTTPS
	// Port is the port that Probe uses, nil if the container decides.
	Port  *Port
	Probe func(stack.Endpoint) gate.Probe
	// Timeout bounds one attempt if it is longer than the gate's own.
	Timeout time.Duration
	// Client asks in the container, nil if Probe or Judge decides.
	Client *inside.Client
	// Judge says what the container has to be if there is neither Probe nor Client.
	Judge Judge
	// Passed is the word behind a check that passed.
	Passed string
}

// Judge is what a container has to be for its service to be ready.
type Judge string

// The containers of a service have to be healthy by their healthchecks, to run, or to
// have ended with exit code 0.
const (
	ByHealth   Judge = "health"
	ByRunning  Judge = "running"
	ByExitCode Judge = "exit code"
)

// Stack derives a stack from a resolved project. Variables names the variable
// that sets a published port, by [Port.Key]; ports without one get a variable of
// their own. The error lists every mistake in the project's x-sandbox.
func Stack(project composefile.Project, variables map[string]string) (Derived, error) {
	top, wrong := settings.Parse(project.Extensions)
	d := Derived{Ports: Ports(project, variables), Settings: top}
	for _, name := range project.Names() {
		own, err := parseServiceSettings(name, project.Services[name].Extensions)
		wrong = errors.Join(wrong, err)
		if project.Services[name].Replicas() == 0 {
			continue
		}
		if err == nil {
			wrong = errors.Join(wrong, own.checkPort(name, d.portsOf(project.Publisher(name))))
		}
		d.add(project, name, own)
	}
	d.Stack.Checks = inOrder(d.Stack.Checks)
	d.Settings.Add(&d.Stack)
	for _, link := range d.Settings.Links {
		if _, known := project.Services[link.Service]; !known && link.Service != "" {
			wrong = errors.Join(wrong, fmt.Errorf("%s.links leads to service %q, which the Compose file does not have", settings.Key, link.Service))
		}
	}
	return d, wrong
}

// With returns the stack with the ports that have a number, by variable, in
// every slot.
func (d Derived) With(numbers map[string]int) stack.Stack {
	numbered := d.Stack
	numbered.Services = slices.Clone(d.Stack.Services)
	for i, service := range numbered.Services {
		var own []ports.Port
		for _, port := range service.Ports {
			if number := numbers[port.Variable]; number != 0 {
				port.Zero, port.Base, port.Step = number, number, 0
				own = append(own, port)
			}
		}
		numbered.Services[i].Ports = own
	}
	return numbered
}

// Add adds a declaration without services: its variables, images, links and checks. A
// declared check replaces the derived one of its name.
func (d Derived) Add(declared stack.Stack) (Derived, error) {
	sum := declared
	sum.Services = slices.Clone(d.Stack.Services)
	isReplaced := func(c stack.Check) bool { return declared.Check(c.Name).Name != "" }
	derivedChecks := slices.DeleteFunc(slices.Clone(d.Stack.Checks), isReplaced)
	sum.Checks = inOrder(append(derivedChecks, declared.Checks...))
	sum.Hostnames = declared.Hostnames || d.Stack.Hostnames
	sum.Links = slices.Concat(d.Stack.Links, declared.Links)
	sum.Copy = slices.Concat(d.Stack.Copy, declared.Copy)
	sum.Hooks = d.Stack.Hooks.Add(declared.Hooks)
	d.Services = slices.Clone(d.Services)
	for i, service := range d.Services {
		if declared.Check(service.Name).Name != "" {
			d.Services[i].Asked.How, d.Services[i].Asked.Why = "the check "+service.Name, "the declaration in Go"
		}
	}
	d.Stack = sum
	return d, declarationError(sum)
}

// declarationError returns what is wrong with the checks, links and images of a stack.
// Derived ports are not those of a scheme.
func declarationError(s stack.Stack) error {
	s.Services = slices.Clone(s.Services)
	for i := range s.Services {
		s.Services[i].Ports = nil
	}
	if err := s.Validate(); err != nil {
		return fmt.Errorf("the stack is declared wrongly:\n%w", err)
	}
	return nil
}

// Asked returns how the gate asks a service, the zero Asked if there is no such
// service.
func (d Derived) Asked(service string) Asked {
	i := slices.IndexFunc(d.Services, func(s Service) bool { return s.Name == service })
	if i < 0 {
		return Asked{}
	}
	return d.Services[i].Asked
}

// add derives one service with its check.
func (d *Derived) add(project composefile.Project, name string, own serviceSettings) {
	service := Service{Name: name, Ports: d.portsOf(project.Publisher(name))}
	service.Asked = ask(project, name, service.Ports, own)
	if project.Publisher(name) != name { // of the ports that another service publishes, only this one is its own
		service.Ports = onlyPort(service.Asked.Port)
		service.Asked.URL = service.Asked.URL && service.Asked.Port != nil
	}
	d.Services = append(d.Services, service)
	declared := stack.Service{Name: name, Label: cmp.Or(own.Label, name), Worker: own.Worker, Probe: service.Asked.Probe, Ready: service.Asked.Passed, Excused: own.Ready == readyNone}
	for _, port := range service.first(service.Asked.Port) {
		if port.Width == 1 { // which port of a range a container has, only the engine knows
			declared.Ports = append(declared.Ports, port.scheme(name))
		}
	}
	if service.Asked.TLS {
		declared.URL = stack.SecureWeb
	} else if service.Asked.URL {
		declared.URL = stack.Web
	}
	d.Stack.Services = append(d.Stack.Services, declared)
	if service.Asked.How == howNone {
		return
	}
	needs, uses := dependencies(project, name)
	d.Stack.Checks = append(d.Stack.Checks, stack.Check{
		Name: name, Services: []string{name}, Needs: needs, Uses: uses,
		Passed: fmt.Sprintf("%s (%s)", service.Asked.Passed, service.Asked.How), Failed: "not ready",
	})
	if service.Asked.URL {
		d.Stack.Links = append(d.Stack.Links, stack.Link{Label: declared.Label, Service: name})
	}
}

// onlyPort returns the port, if there is one.
func onlyPort(port *Port) []Port {
	if port == nil {
		return nil
	}
	return []Port{*port}
}

// inOrder returns the checks with each one after the checks that it needs and uses, as
// the gate wants them. Compose refuses services that depend on one another.
func inOrder(checks []stack.Check) []stack.Check {
	var ordered []stack.Check
	placed := make(map[string]bool)
	isLater := func(name string) bool { return !placed[name] }
	for left := slices.Clone(checks); len(left) > 0; {
		next := max(0, slices.IndexFunc(left, func(c stack.Check) bool {
			return !slices.ContainsFunc(c.Needs, isLater) && !slices.ContainsFunc(c.Uses, isLater)
		}))
		ordered = append(ordered, left[next])
		placed[left[next].Name] = true
		left = slices.Delete(left, next, next+1)
	}
	return ordered
}

// portsOf returns the ports of a service.
func (d *Derived) portsOf(service string) []Port {
	return slices.DeleteFunc(slices.Clone(d.Ports), func(p Port) bool { return p.Service != service })
}

// first returns the service's ports with the one that is asked in front, since a
// service is reached on its first port.
func (s Service) first(asked *Port) []Port {
	if asked == nil {
		return s.Ports
	}
	others := slices.DeleteFunc(slices.Clone(s.Ports), func(p Port) bool { return p.Key == asked.Key })
	return append([]Port{*asked}, others...)
}

// dependencies returns the checks that the service's check needs and uses. Compose starts
// the service only after a healthy or completed dependency, so that asking before makes no
// sense; one that has merely to be started may come up beside it. Without a dependency that
// is not required the service may pass.
func dependencies(project composefile.Project, name string) (needs, uses []string) {
	for _, other := range slices.Sorted(mapKeys(project.Services[name].DependsOn)) {
		service, known := project.Services[other]
		own, _ := parseServiceSettings(other, service.Extensions)
		dependency := project.Services[name].DependsOn[other]
		if !known || !dependency.Required || service.Replicas() == 0 || own.Ready == readyNone {
			continue
		}
		if dependency.Condition == "service_started" {
			uses = append(uses, other)
		} else {
			needs = append(needs, other)
		}
	}
	return needs, uses
}
