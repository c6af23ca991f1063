package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/proc"
)

const (
	source   = "e2e/testdata/plain"
	name     = "shop" // of the project
	database = "localhost/plain/postgres:15"
)

// project is a project that knows nothing of sandboxes, in a temporary directory, with
// the program beside it.
type project struct{ top, dir string }

// newProject copies the project, and builds the program and the application.
func newProject(ctx context.Context) (*project, error) {
	top, err := os.MkdirTemp("", "sandbox-picture-")
	if err != nil {
		return nil, err
	}
	p := &project{top, filepath.Join(top, name)}
	if err := os.CopyFS(p.dir, os.DirFS(filepath.Join(source, "project"))); err != nil {
		return p, err
	}
	images, err := instance.MachineVariables("")
	if err != nil {
		return p, err
	}
	architecture, err := proc.Output(proc.Command(ctx, "docker", "version", "--format", "{{.Server.Arch}}"))
	if err != nil {
		return p, err
	}
	for _, command := range [][]string{
		{"docker", "tag", cmp.Or(images["KTRDR_DB_IMAGE"], "timescale/timescaledb:2.17.2-pg16"), database},
		{"go", "build", "-trimpath", "-o", filepath.Join(top, "sandbox"), "./cmd/sandbox"},
		{"env", "CGO_ENABLED=0", "GOOS=linux", "GOARCH=" + architecture, "go", "build", "-trimpath", "-o", filepath.Join(p.dir, "app"), "./" + source},
	} {
		if text, err := exec.CommandContext(ctx, command[0], command[1:]...).CombinedOutput(); err != nil {
			return p, fmt.Errorf("%s: %w: %s", strings.Join(command, " "), err, text)
		}
	}
	return p, errors.Join(p.run(ctx, "up"), p.run(ctx, "down", "-volumes", "-yes")) // builds the image
}

// run runs the program.
func (p *project) run(ctx context.Context, args ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(p.top, "sandbox"), args...)
	cmd.Dir, cmd.Env = p.dir, p.environment()
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("sandbox %s: %w: %s", strings.Join(args, " "), err, text)
	}
	return nil
}

// environment returns the environment of a terminal that has the program on its path.
func (p *project) environment() []string {
	return append(os.Environ(), "SANDBOX_HOME="+filepath.Join(p.top, "home"), "PATH="+p.top+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// remove stops the project and removes it with its images.
func (p *project) remove(ctx context.Context) error {
	images := exec.CommandContext(ctx, "docker", "image", "rm", database, "plain/app:"+name)
	return errors.Join(p.run(ctx, "down", "-volumes", "-yes"), images.Run(), os.RemoveAll(p.top))
}
