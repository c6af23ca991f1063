package testbed

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

// CommandTimeout bounds one command. The longest compiles the application.
const CommandTimeout = 10 * time.Minute

// Compiled returns the command that runs a target with the compiled magefile.
func (in *Testbed) Compiled(ctx context.Context, target ...string) *exec.Cmd {
	return in.within(proc.Command(ctx, in.mage, target...))
}

// GoTool returns the command that runs a target with go tool mage, as a person does.
func (in *Testbed) GoTool(ctx context.Context, target ...string) *exec.Cmd {
	return in.within(proc.Command(ctx, "go", append([]string{"tool", "mage"}, target...)...))
}

// within makes a command run in the instance.
func (in *Testbed) within(cmd *exec.Cmd) *exec.Cmd {
	cmd.Dir = in.Dir
	cmd.Env = append(os.Environ(), "SANDBOX_HOME="+in.home)
	return cmd
}

// Run runs a target.
func (in *Testbed) Run(ctx context.Context, target ...string) error {
	ctx, cancel := context.WithTimeout(ctx, CommandTimeout)
	defer cancel()
	return Finish(in.Compiled(ctx, target...))
}

// Docker returns a docker command with the environment that the program gives to
// docker: the instance's variables, without variables of the shell that would select
// another engine or project.
func (in *Testbed) Docker(ctx context.Context, args ...string) *exec.Cmd {
	cmd := proc.Command(ctx, "docker", args...)
	cmd.Dir = in.Dir
	for _, variable := range os.Environ() {
		if !redirects(variable) {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	cmd.Env = append(cmd.Env, "COMPOSE_PROFILES="+ktrdr.Default().Profiles)
	for name, value := range in.Variables {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if in.files != "" {
		cmd.Env = append(cmd.Env, "COMPOSE_FILE="+in.files)
	}
	return cmd
}

// redirects reports whether a variable of the shell selects another engine or
// project.
func redirects(variable string) bool {
	for _, prefix := range []string{"KTRDR_", "SANDBOX_", "COMPOSE_", "DOCKER_HOST=", "DOCKER_CONTEXT="} {
		if strings.HasPrefix(variable, prefix) {
			return true
		}
	}
	return false
}

// Finish runs a command. The error ends with the command's output.
func Finish(cmd *exec.Cmd) error {
	var output strings.Builder
	if err := proc.Run(cmd, &output); err != nil {
		return fmt.Errorf("%w\n%s", err, strings.TrimSpace(output.String()))
	}
	return nil
}
