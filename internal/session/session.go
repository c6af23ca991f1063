// Package session runs a shell in a container of a service.
package session

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// Run runs bash in the first container of a service that is up, or sh if it has no bash.
// How a session on a terminal ends is no error. A script that comes from elsewhere has to
// end with 0.
func Run(ctx context.Context, w workspace.Workspace, containers []docker.Container, service string, streams compose.Streams) error {
	container, found := firstUp(w, containers, service)
	if !found {
		return fmt.Errorf("no container of %s runs; `mage sandbox:up` starts it", service)
	}
	shell, err := shellIn(ctx, w, container)
	if err != nil {
		return err
	}
	err = w.Project.InteractiveExec(ctx, streams, container.ID, shell)
	var ended *compose.Ended
	switch {
	case errors.As(err, &ended) && streams.Terminal():
		return nil
	case errors.As(err, &ended):
		return fmt.Errorf("%s in %s exited with code %d", shell, service, ended.Code)
	}
	return err
}

// firstUp returns the first container of a service that runs.
func firstUp(w workspace.Workspace, containers []docker.Container, service string) (docker.Container, bool) {
	for _, replica := range condition.Replicas(w.Config, containers, service) {
		if replica.Found && replica.Container.Up() {
			return replica.Container, true
		}
	}
	return docker.Container{}, false
}

// shellIn returns the path of the shell that a container has.
func shellIn(ctx context.Context, w workspace.Workspace, container docker.Container) (string, error) {
	said, err := w.Project.Exec(ctx, container.ID, nil, "sh", "-c", "command -v bash || command -v sh")
	if err != nil && (strings.Contains(said, "executable file not found") || strings.Contains(said, "no such file or directory")) {
		return "", fmt.Errorf("%s has no shell: container %s holds neither bash nor sh", container.Service(), container.ShortName())
	}
	return strings.TrimSpace(said), err
}
