// Package workspace holds what a use case works on: a stack in a directory, its
// Compose project, and the configuration that Compose resolves from its files.
package workspace

import (
	"slices"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/secret"
	"github.com/seed-491dada8/sandbox/stack"
)

// Workspace is an instance with its stack, its Compose project, and the project's
// resolved configuration.
type Workspace struct {
	Stack    stack.Stack
	Instance instance.Instance
	Project  compose.Project
	Config   compose.Config
	// Derived is the stack's derivation, nil if the stack is declared. Config is then
	// as Compose resolves the files with the overlay.
	Derived *derived.Stack

	declared stack.Stack
}

// Configured returns the names of services that the instance's Compose files and
// profiles start.
func (w Workspace) Configured(names []string) []string {
	var configured []string
	for _, name := range names {
		if _, found := w.Config.Services[name]; found {
			configured = append(configured, name)
		}
	}
	return configured
}

// Checks returns the stack's checks that ask at least one service of the instance.
func (w Workspace) Checks() []stack.Check {
	return slices.DeleteFunc(slices.Clone(w.Stack.Checks), func(c stack.Check) bool { return len(w.Configured(c.Services)) == 0 })
}

// EnabledChecks returns the names of checks that are among [Workspace.Checks].
func (w Workspace) EnabledChecks(names []string) []string {
	checks := w.Checks()
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return !slices.ContainsFunc(checks, func(c stack.Check) bool { return c.Name == name })
	})
}

// Mask returns a mask that hides the secrets of the instance and of its containers.
func (w Workspace) Mask(containers []docker.Container) secret.Mask {
	environments := []map[string]string{w.Instance.Variables}
	for _, c := range containers {
		environments = append(environments, c.Environment())
	}
	return w.Project.Mask(environments...)
}
