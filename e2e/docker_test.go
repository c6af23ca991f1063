//go:build e2e

package e2e

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// commandTimeout bounds each command and each wait of a test. It only makes a
// hanging test fail, so it is generous for a busy machine.
const commandTimeout = 5 * time.Minute

// docker runs the docker CLI and returns its standard output.
func docker(args ...string) (string, error) {
	cmd := exec.Command("docker", args...)
	cmd.Env = suite.env
	return output(cmd)
}

func mustDocker(t *testing.T, args ...string) string {
	t.Helper()
	text, err := docker(args...)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// output runs a command within commandTimeout. The error contains the standard
// error.
func output(cmd *exec.Cmd) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	bounded := exec.CommandContext(ctx, cmd.Path, cmd.Args[1:]...)
	bounded.Dir, bounded.Env = cmd.Dir, cmd.Env
	bounded.WaitDelay = time.Second
	stdout, err := bounded.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("%s: %w: %s", strings.Join(cmd.Args, " "), err, exit.Stderr)
	}
	return string(stdout), err
}

// resources are the kinds of objects that Compose labels with its project, with the
// commands to list and remove them.
var resources = []struct{ list, remove []string }{
	{[]string{"ps", "-aq"}, []string{"rm", "-f", "-v"}},
	{[]string{"volume", "ls", "-q"}, []string{"volume", "rm"}},
	{[]string{"network", "ls", "-q"}, []string{"network", "rm"}},
}

// leftovers returns the containers, volumes and networks of a Compose project.
func leftovers(project string) ([]string, error) { return leftoversOn(docker, project) }

// leftoversOn returns the leftovers on the engine of the docker function.
func leftoversOn(docker func(args ...string) (string, error), project string) (all []string, err error) {
	for _, kind := range resources {
		names, err := docker(append(kind.list, "--filter", "label=com.docker.compose.project="+project)...)
		if err != nil {
			return nil, err
		}
		all = append(all, strings.Fields(names)...)
	}
	return all, nil
}

// removeLeftovers removes the leftovers without Compose.
func removeLeftovers(project string) (err error) {
	for _, kind := range resources {
		names, listed := docker(append(kind.list, "--filter", "label=com.docker.compose.project="+project)...)
		err = errors.Join(err, listed)
		if names != "" {
			_, removed := docker(append(kind.remove, strings.Fields(names)...)...)
			err = errors.Join(err, removed)
		}
	}
	return err
}
