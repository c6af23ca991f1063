package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// ShellOptions choose the service in which a shell runs, and its streams.
type ShellOptions struct {
	Service string
	// The shell reads and writes these files. Nil means those of this process.
	Stdin, Stdout, Stderr *os.File
}

// Shell runs a shell in a container of a service: bash if the container has it,
// otherwise sh. Of several containers it takes the first that runs. How a session on a
// terminal ends is no error. A script that comes from elsewhere has to end with 0.
func (s Sandbox) Shell(ctx context.Context, options ShellOptions) error {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	if err := checkServices(w, []string{options.Service}); err != nil {
		return err
	}
	containers, err := ownContainers(ctx, w)
	if err != nil {
		return err
	}
	container, err := firstUp(w, containers, options.Service)
	if err != nil {
		return err
	}
	shell, err := shellIn(ctx, w, container, options.Service)
	if err != nil {
		return err
	}
	files := streams(options.Stdin, options.Stdout, options.Stderr)
	err = w.Project.InteractiveExec(ctx, files, container.ID, shell)
	var code *compose.Ended
	if errors.As(err, &code) && files.Terminal() {
		return nil
	}
	return ended(shell+" in "+options.Service, err)
}

// firstUp returns the first container of a service that runs.
func firstUp(w workspace.Workspace, containers []docker.Container, service string) (docker.Container, error) {
	for _, replica := range condition.Replicas(w.Config, containers, service) {
		if replica.Found && replica.Container.Up() {
			return replica.Container, nil
		}
	}
	return docker.Container{}, fmt.Errorf("no container of %s runs; `mage sandbox:up` starts it", service)
}

// shellIn returns the shell that a container has.
func shellIn(ctx context.Context, w workspace.Workspace, container docker.Container, service string) (string, error) {
	said, err := w.Project.Exec(ctx, container.ID, nil, "sh", "-c", "command -v bash || command -v sh")
	if err != nil && (strings.Contains(said, "executable file not found") || strings.Contains(said, "no such file or directory")) {
		return "", fmt.Errorf("%s has no shell: container %s holds neither bash nor sh", service, container.ShortName())
	}
	return strings.TrimSpace(said), err
}
