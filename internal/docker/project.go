// Package docker runs the docker CLI for one Compose project and reads what the engine holds of the project: containers,
// volumes, networks, images and events. The CLI honours contexts, ssh and TLS, so this package knows nothing of them.
package docker

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/secret"
)

// Project is a Compose project as the engine knows it, by its name.
type Project struct {
	Name string
	// Dir is the directory that commands run in, as an absolute path without symbolic
	// links; "" is the current one.
	Dir string
	// Env is set for every command over the caller's environment. An empty
	// value hides the caller's: docker and Compose take it for unset.
	Env map[string]string
	// Passed holds those variables of the caller that reach Compose on purpose. Their
	// values are secrets, whatever their names.
	Passed map[string]string
	// Likely holds the ids, in order, of the containers that the project probably
	// has: docker inspects them faster than it finds them.
	Likely []string
}

// Error is a docker command that failed.
type Error struct {
	Command string // such as "docker compose up"
	Output  string // the end of what it wrote to stderr
	Err     error
}

func (e *Error) Error() string {
	if text := strings.TrimSpace(e.Output); text != "" {
		return fmt.Sprintf("%s: %s", e.Command, text)
	}
	return fmt.Sprintf("%s: %v", e.Command, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Output is the end of what a failed command wrote to stderr, or else what err
// says.
func Output(err error) string {
	var failed *Error
	if errors.As(err, &failed) && strings.TrimSpace(failed.Output) != "" {
		return failed.Output
	}
	return err.Error()
}

// ErrNoDocker is returned where there is no docker command.
var ErrNoDocker = errors.New("there is no docker command here; " + HowToInstall(runtime.GOOS))

// Run runs docker to its end and shows its output if show is set.
func (p Project) Run(ctx context.Context, show bool, args ...string) error {
	stderr := &Tail{Limit: 16 << 10}
	cmd := p.Command(ctx, args...)
	stdout, errOut, flush := streams(stderr, show)
	cmd.Stdout, cmd.Stderr = stdout, errOut
	err := cmd.Run()
	flush()
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return p.Failure(args, stderr.String(), err)
}

// Output runs docker and returns what it wrote to stdout.
func (p Project) Output(ctx context.Context, args ...string) ([]byte, error) {
	stdout, stderr := &Tail{Limit: 64 << 20}, &Tail{Limit: 16 << 10}
	cmd := p.Command(ctx, args...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return stdout.text, p.Failure(args, stderr.String(), err)
}

// Exec runs a command in a container, and returns what it wrote to stdout and stderr. The
// values of env reach the command in its environment, and are no argument of any process.
func (p Project) Exec(ctx context.Context, container string, env map[string]string, command ...string) (string, error) {
	args := []string{"exec"}
	for name := range env {
		args = append(args, "--env", name) // docker takes the value from its own environment
	}
	p.Env = maps.Clone(p.Env)
	if p.Env == nil {
		p.Env = make(map[string]string)
	}
	maps.Copy(p.Env, env)
	stdout, err := p.Output(ctx, append(append(args, container), command...)...)
	var failed *Error
	if errors.As(err, &failed) {
		return string(stdout) + failed.Output, err
	}
	return string(stdout), err
}

// Command returns a docker command that ends soon after ctx, with its children:
// Compose is a child of docker, and misses a signal that comes while it starts.
func (p Project) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := proc.Command(ctx, "docker", args...)
	cmd.Env = os.Environ()
	if cmd.Dir = p.Dir; p.Dir != "" {
		cmd.Env = append(cmd.Env, "PWD="+p.Dir) // Compose makes paths of it
	}
	for name, value := range p.Env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// Failure returns the error of a docker command, nil if it did not fail, with the
// project's secrets masked: Compose quotes the values that it cannot use.
func (p Project) Failure(args []string, stderr string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, exec.ErrNotFound) {
		return ErrNoDocker
	}
	words := []string{"docker"}
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") || len(words) == 3 {
			break
		}
		words = append(words, arg)
	}
	return &Error{Command: strings.Join(words, " "), Output: p.Mask(p.Env).Text(stderr), Err: err}
}

// Mask returns a mask that hides the secrets among the variables, and those that the
// caller passes to Compose.
func (p Project) Mask(variables ...map[string]string) secret.Mask {
	return secret.NewMask(variables...).With(slices.Collect(maps.Values(p.Passed))...)
}

// Interrupted reports whether Ctrl-C ended a command: on Windows it reaches the
// command before our context. Compose then exits with status 130.
func Interrupted(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return exit.ExitCode() == 130 || ok && status.Signaled() && status.Signal() == syscall.SIGINT
}
