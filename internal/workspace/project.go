package workspace

import (
	"maps"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/stack"
)

// ProjectOf returns the Compose project of an instance: it sees the instance's
// variables, the stack's profiles unless those name others, and those of the caller's
// variables that the stack passes.
func ProjectOf(s stack.Stack, in instance.Instance) compose.Project {
	variables := map[string]string{"COMPOSE_PROFILES": s.Profiles}
	maps.Copy(variables, in.Variables)
	project := compose.NewProject(in.ID, variables, s.Prefix, "SANDBOX_BIND", "SLOT_NUMBER", "INSTANCE_ID")
	project.Dir = in.Dir
	if IsUndeclared(s) && len(s.Pass) == 0 && in.Variables["COMPOSE_FILE"] != "" {
		return derived.Pass(project)
	}
	return project.Pass(s.Pass)
}

// CachedConfig returns the path of the cached configuration of the instance in a
// directory.
func CachedConfig(dir string) string {
	return filepath.Join(dir, instance.StateFolder, "services.json")
}
