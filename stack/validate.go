package stack

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Validate returns everything that is wrong with the declaration, one line each:
// first the services, then the checks, links, images, variables, hooks and ports.
func (s Stack) Validate() error {
	return errors.Join(slices.Concat(
		s.serviceProblems(),
		s.checkProblems(),
		s.linkProblems(),
		s.nameProblems(),
		s.Hooks.problems(),
		[]error{s.Scheme().Validate()},
	)...)
}

func (s Stack) serviceProblems() (problems []error) {
	for i, service := range s.Services {
		switch {
		case service.Name == "":
			problems = append(problems, fmt.Errorf("service %d has no name", i+1))
		case hasService(s.Services[:i], service.Name):
			problems = append(problems, fmt.Errorf("two services are named %s", service.Name))
		}
		for _, p := range service.Ports {
			if p.Service != service.Name {
				problems = append(problems, fmt.Errorf("service %s has port %s, which is declared for %q", service.Name, p.Variable, p.Service))
			}
		}
	}
	return problems
}

func (s Stack) checkProblems() (problems []error) {
	for i, c := range s.Checks {
		switch {
		case c.Name == "":
			problems = append(problems, fmt.Errorf("check %d has no name", i+1))
		case hasCheck(s.Checks[:i], c.Name):
			problems = append(problems, fmt.Errorf("two checks are named %s", c.Name))
		}
		for _, name := range c.Services {
			if !hasService(s.Services, name) {
				problems = append(problems, fmt.Errorf("check %s asks service %q, which the stack does not have", c.Name, name))
			}
		}
		if len(c.Services) == 0 { // it would be left out of every instance
			problems = append(problems, fmt.Errorf("check %s asks no service", c.Name))
		}
		for _, name := range c.Needs {
			problems = append(problems, s.orderProblem(i, "needs", name))
		}
		for _, name := range c.Uses {
			problems = append(problems, s.orderProblem(i, "uses", name))
		}
	}
	return problems
}

// orderProblem returns an error unless the check at index i names a check that is
// declared before it. Checks that need one another thus cannot pass.
func (s Stack) orderProblem(i int, verb, name string) error {
	c := s.Checks[i]
	switch {
	case name == c.Name:
		return fmt.Errorf("check %s %s itself", c.Name, verb)
	case !hasCheck(s.Checks, name):
		return fmt.Errorf("check %s %s check %q, which the stack does not have", c.Name, verb, name)
	case hasCheck(s.Checks[:i], name):
		return nil
	case s.depends(name, c.Name, nil):
		return fmt.Errorf("check %s %s %s, which cannot pass without %s", c.Name, verb, name, c.Name)
	default:
		return fmt.Errorf("check %s %s %s: declare %s first", c.Name, verb, name, name)
	}
}

// depends reports whether a check needs or uses another one, directly or through
// others. The visited checks are not followed again.
func (s Stack) depends(check, other string, visited []string) bool {
	if slices.Contains(visited, check) {
		return false
	}
	c := s.Check(check)
	return slices.ContainsFunc(slices.Concat(c.Needs, c.Uses), func(name string) bool {
		return name == other || s.depends(name, other, append(visited, check))
	})
}

func (s Stack) linkProblems() (problems []error) {
	for i, link := range s.Links {
		if link.Label == "" {
			problems = append(problems, fmt.Errorf("link %d has no label", i+1))
		}
		if !hasService(s.Services, link.Service) {
			problems = append(problems, fmt.Errorf("link %s leads to service %q, which the stack does not have", link.Label, link.Service))
		}
	}
	return problems
}

// nameProblems finds images and variables without a name, and variables that cannot be
// passed.
func (s Stack) nameProblems() (problems []error) {
	for i, image := range s.Images {
		if image.Repository == "" {
			problems = append(problems, fmt.Errorf("image %d has no repository", i+1))
		}
	}
	for i, v := range s.Variables {
		if v.Name == "" {
			problems = append(problems, fmt.Errorf("variable %d has no name", i+1))
		}
	}
	for _, name := range s.Pass {
		if !Passable(name) {
			problems = append(problems, fmt.Errorf("%q cannot be passed: name a variable that selects neither an engine nor a project", name))
		}
	}
	return problems
}

// Passable reports whether a variable of the caller may reach Compose: it selects neither
// an engine nor a project.
func Passable(name string) bool {
	return variableName.MatchString(name) && !strings.HasPrefix(name, "DOCKER_") && !strings.HasPrefix(name, "COMPOSE_")
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func hasService(services []Service, name string) bool {
	return slices.ContainsFunc(services, func(s Service) bool { return s.Name == name })
}

func hasCheck(checks []Check, name string) bool {
	return slices.ContainsFunc(checks, func(c Check) bool { return c.Name == name })
}
