//go:build unix

package compose

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

// A directory's name may hold whatever a shell, or a function that expands
// variables, would change.
func TestCommandsRunInTheDirectoryOfTheProject(t *testing.T) {
	fail := func(_ any, err error) error { return err }
	for name, run := range map[string]func(context.Context, Project) error{
		"up":     func(ctx context.Context, p Project) error { return p.Up(ctx) },
		"down":   func(ctx context.Context, p Project) error { return p.Down(ctx) },
		"build":  func(ctx context.Context, p Project) error { return p.Build(ctx, "a") },
		"pull":   func(ctx context.Context, p Project) error { return p.Pull(ctx, "a") },
		"logs":   func(ctx context.Context, p Project) error { return p.Logs(ctx, nil, nil, LogOptions{}) },
		"config": func(ctx context.Context, p Project) error { return fail(p.Config(ctx)) },
		"exec": func(ctx context.Context, p Project) error {
			return p.Interactive(ctx, Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, []string{"ps"})
		},
		"images": func(ctx context.Context, p Project) error { return p.BuildImage(ctx, "a", ".") },
	} {
		t.Run(name, func(t *testing.T) {
			stubDocker(t, "echo \"$PWD $(pwd -P)\" > seen\necho '{}'\n")
			dir := filepath.Join(t.TempDir(), `$HOME ${PWD} "a"`)
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			dir, err := filepath.EvalSymlinks(dir)
			if err != nil {
				t.Fatal(err)
			}
			p := Project{Project: docker.Project{Name: "a", Dir: dir, Env: map[string]string{"COMPOSE_FILE": "compose.yml"}}}
			if err := run(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			seen, err := os.ReadFile(filepath.Join(dir, "seen"))
			if want := dir + " " + dir; err != nil || strings.TrimSpace(string(seen)) != want {
				t.Errorf("docker ran in %q, %v; want %q", seen, err, want)
			}
		})
	}
}

func TestCachedConfigurationIsThatOfTheDirectoryOfTheProject(t *testing.T) {
	p, path := cacheable(t)
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if _, found := p.CachedConfig(path); found {
		t.Error("the configuration of another directory is taken")
	}
	p.Dir = dir
	if _, found := p.CachedConfig(path); !found {
		t.Error("the configuration of the project's directory is not found")
	}
}
