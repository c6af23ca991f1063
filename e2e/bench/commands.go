package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/ktrdr"
)

// commandTimeout bounds any one command; the longest compiles the application.
const commandTimeout = 10 * time.Minute

// command is one of the program's targets on the instance.
func (in *testbed) command(ctx context.Context, target ...string) *exec.Cmd {
	return in.within(proc.Command(ctx, in.mage, target...))
}

// called is one as a person calls it.
func (in *testbed) called(ctx context.Context, target ...string) *exec.Cmd {
	return in.within(proc.Command(ctx, "go", append([]string{"tool", "mage"}, target...)...))
}

func (in *testbed) within(cmd *exec.Cmd) *exec.Cmd {
	cmd.Dir = in.dir
	cmd.Env = append(os.Environ(), "KTRDR_SANDBOX_HOME="+in.home)
	return cmd
}

// target runs one to its end.
func (in *testbed) target(ctx context.Context, target ...string) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	return finish(in.command(ctx, target...))
}

// docker is a docker command that sees what the program's own commands see:
// the instance's variables, and nothing of the shell that would lead it
// elsewhere.
func (in *testbed) docker(ctx context.Context, args ...string) *exec.Cmd {
	cmd := proc.Command(ctx, "docker", args...)
	cmd.Dir = in.dir
	for _, variable := range os.Environ() {
		if !redirects(variable) {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	cmd.Env = append(cmd.Env, "COMPOSE_PROFILES="+ktrdr.Default().Profiles)
	for name, value := range in.variables {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

func redirects(variable string) bool {
	for _, prefix := range []string{"KTRDR_", "SANDBOX_", "COMPOSE_", "DOCKER_HOST=", "DOCKER_CONTEXT="} {
		if strings.HasPrefix(variable, prefix) {
			return true
		}
	}
	return false
}

// finish runs a command to its end. The error ends with what the command wrote.
func finish(cmd *exec.Cmd) error {
	var output strings.Builder
	if err := proc.Run(cmd, &output); err != nil {
		return fmt.Errorf("%w\n%s", err, strings.TrimSpace(output.String()))
	}
	return nil
}
