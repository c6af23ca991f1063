package derived

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/obstacles"
)

// Needed returns the files that Compose reads or mounts for a project, whether they exist
// or not. A project that Compose cannot resolve has only the env_files.
func Needed(ctx context.Context, project compose.Project) []obstacles.File {
	envFiles := obstacles.EnvFiles(texts(project))
	text, err := withoutEnvFiles(ctx, project, envFiles)
	if err != nil {
		return envFiles
	}
	resolved, err := composefile.Parse(text)
	if err != nil {
		return envFiles
	}
	return append(envFiles, obstacles.Files(resolved)...)
}

// withoutEnvFiles has Compose resolve a project without its env_files: one that does not
// exist makes Compose fail.
func withoutEnvFiles(ctx context.Context, project compose.Project, envFiles []obstacles.File) ([]byte, error) {
	if !slices.ContainsFunc(envFiles, func(f obstacles.File) bool { return !isFile(f.Path) }) {
		text, _, err := project.YAML(ctx)
		return text, err
	}
	folder, err := os.MkdirTemp("", "sandbox-files-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	var reset strings.Builder
	reset.WriteString("services:\n")
	for _, service := range usersOf(envFiles) {
		reset.WriteString("  \"" + service + "\": {env_file: !reset null}\n")
	}
	overlay := filepath.Join(folder, "compose.yaml")
	if err := os.WriteFile(overlay, []byte(reset.String()), 0o600); err != nil {
		return nil, err
	}
	return project.YAMLWith(ctx, map[string]string{
		"COMPOSE_FILE": project.Env["COMPOSE_FILE"] + project.Separator() + overlay,
	})
}

// usersOf returns the services that have env_files.
func usersOf(envFiles []obstacles.File) []string {
	var services []string
	for _, file := range envFiles {
		services = append(services, file.Service)
	}
	slices.Sort(services)
	return slices.Compact(services)
}
