package derived

import (
	"context"
	"os"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/obstacles"
)

// Reach describes what a start of a project does beyond running published images in their
// own containers, and which secrets of the caller's environment it sees.
func Reach(ctx context.Context, project compose.Project, resolved composefile.Project, worktree string) []string {
	reach := obstacles.Reach(resolved, Needed(ctx, project), worktree)
	if names := sharedSecrets(project); len(names) > 0 {
		reach = append(reach, "sees your shell's "+strings.Join(names, ", "))
	}
	return reach
}

// sharedSecrets returns the names of the secrets of the caller's environment that a project
// sees.
func sharedSecrets(project compose.Project) []string {
	files := texts(project)
	names, declared := passed(files)
	if !declared {
		names = secrets(files)
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return os.Getenv(name) == "" || project.Env[name] != "" })
}
