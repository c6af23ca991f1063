// Package workspace holds what a use case works on.
package workspace

import (
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/stack"
)

// Workspace is an instance with its stack, its Compose project, and the project's
// resolved configuration.
type Workspace struct {
	Stack    stack.Stack
	Instance instance.Instance
	Project  compose.Project
	Config   compose.Config
}
