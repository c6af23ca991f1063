package setup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/setup/gobuild"
)

// composePlugin is built if Compose is missing. Debian has no package of version 2 or later.
var composePlugin = gobuild.Program{
	Package: "github.com/docker/compose/v5/cmd",
	Version: "v5.6.0",
	Stamp:   "github.com/docker/compose/v5/internal.Version",
}

func ensureCompose(ctx context.Context, steps Steps, m machine) error {
	version := composeVersion(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	if composeSuffices(version) {
		steps.Say("Docker Compose: %s is installed", version)
		return nil
	}
	if !m.mayChange() {
		return fmt.Errorf("there is no Docker Compose %s or later: %s", compose.Least, composeAdvice(m))
	}
	doing := fmt.Sprintf("building Docker Compose %s, which takes about 2 min", composePlugin.Version)
	if err := steps.Do(doing, func() error { return installCompose(ctx, steps) }); err != nil {
		return err
	}
	if version := composeVersion(ctx); !composeSuffices(version) {
		return errors.New("docker compose does not answer although it was just built: run `docker compose version` to see the reason")
	}
	return nil
}

// composeVersion returns the version that the plugin reports, or "" if there is no
// plugin.
func composeVersion(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	version, err := proc.Output(proc.Command(ctx, "docker", "compose", "version", "--short"))
	if err != nil {
		return ""
	}
	return version
}

// composeSuffices reports whether the plugin's version is new enough. A version that is not
// a number, such as dev, is a custom build and counts.
func composeSuffices(version string) bool {
	return version != "" && docker.AtLeast(version, compose.Least)
}

// installCompose builds the plugin and installs it atomically, because another process may
// be about to run it.
func installCompose(ctx context.Context, steps Steps) error {
	config, err := dockerConfigDir()
	if err != nil {
		return err
	}
	plugins := filepath.Join(config, "cli-plugins")
	if err := os.MkdirAll(plugins, 0o755); err != nil {
		return err
	}
	building, err := os.MkdirTemp(plugins, ".docker-compose-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(building)
	built := filepath.Join(building, "docker-compose")
	if err := composePlugin.Build(ctx, steps.Out, built); err != nil {
		return err
	}
	return os.Rename(built, filepath.Join(plugins, "docker-compose"))
}
