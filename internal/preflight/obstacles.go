package preflight

import (
	"context"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/obstacles"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// Obstacles returns what in the Compose files keeps an instance from starting, and what
// instances share. For a declared stack it finds only the names that lead to several
// instances, the containers that are left of a profile, the ports that the Compose file
// does not publish, and the containers outside the project that have to run.
func Obstacles(ctx context.Context, w workspace.Workspace, containers []docker.Container) []report.Finding {
	shared := slices.Concat(sharedNames(ctx, w), leftRunning(w, containers), scaled(w, containers), unreachable(w), withoutLender(ctx, w))
	if w.Derived == nil {
		return shared
	}
	return slices.Concat(w.Derived.Obstacles, shared, External(ctx, w.Project, w.Derived.Project), Unset(ctx, w.Project, w.Derived.Project))
}

// External returns a problem for each external network and volume of a project that the
// engine does not have.
func External(ctx context.Context, engine compose.Project, project composefile.Project) []report.Finding {
	networks, volumes := obstacles.External(project)
	return slices.Concat(obstacles.Missing("network", absent(ctx, engine, "network", networks)), obstacles.Missing("volume", absent(ctx, engine, "volume", volumes)))
}

// Unset returns a problem if variables that hold the content of secrets or configs are not
// set for Compose. A Compose that cannot list its variables finds them itself.
func Unset(ctx context.Context, engine compose.Project, project composefile.Project) []report.Finding {
	needed := obstacles.Contents(project)
	if len(needed) == 0 {
		return nil
	}
	set, err := engine.Variables(ctx)
	if err != nil {
		return nil
	}
	return obstacles.Unset(slices.DeleteFunc(needed, func(name string) bool { return slices.Contains(set, name) }))
}

// absent returns the names of objects that the engine does not have. Kind is network or
// volume.
func absent(ctx context.Context, engine compose.Project, kind string, names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		_, err := engine.Output(ctx, kind, "inspect", "--", name)
		text := ""
		if err != nil {
			text = strings.ToLower(docker.Output(err))
		}
		return !strings.Contains(text, "no such "+kind) && !strings.Contains(text, "not found")
	})
}
