// Package compose runs `docker compose` for one project, and reads what the
// docker CLI knows of its containers. The CLI honours contexts, ssh and TLS, so
// this package knows nothing of them.
package compose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/magefile/mage/sh"

	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/secret"
)

// Project is a Compose project in the current directory.
type Project struct {
	Name string
	// Env is set for every command over the caller's environment. An empty
	// value hides the caller's: docker and Compose take it for unset.
	Env map[string]string
	// Overlay is a Compose file that is merged after those of COMPOSE_FILE, "" for
	// none. It is no part of what [Project.Config] resolves.
	Overlay string
	// Likely are the ids, in order, of the containers that it probably has: it
	// takes docker less time to tell of them than to find them first.
	Likely []string
}

// redirecting are the variables by which a caller's shell would lead docker to
// another engine. What leads Compose elsewhere, or makes it talk otherwise,
// begins with COMPOSE_.
var redirecting = []string{
	"DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_API_VERSION",
	"DOCKER_DEFAULT_PLATFORM",
}

// NewProject is the project that the variables describe, and nothing else: of
// the caller's environment, what could redirect it and what begins with one of
// the prefixes is hidden.
func NewProject(name string, variables map[string]string, prefixes ...string) Project {
	env := make(map[string]string)
	prefixes = append(prefixes, "COMPOSE_")
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		hidden := func(prefix string) bool { return prefix != "" && strings.HasPrefix(name, prefix) }
		if slices.Contains(redirecting, name) || slices.ContainsFunc(prefixes, hidden) {
			env[name] = ""
		}
	}
	maps.Copy(env, variables)
	return Project{Name: name, Env: env}
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
var ErrNoDocker = errors.New("there is no docker command here; `mage setup` installs it on Debian, elsewhere see the Docker documentation")

// run runs docker to its end through mage's sh, showing what it writes where
// show is set. Arguments must hold nothing of a user's: sh expands each $.
func (p Project) run(ctx context.Context, show bool, args ...string) error {
	return proc.Attend(ctx, func() error {
		stderr := &tail{limit: 16 << 10}
		stdout, errOut, flush := streams(stderr, show)
		_, err := sh.Exec(p.environment(), stdout, errOut, "docker", slices.Clone(args)...)
		flush()
		return p.failure(args, stderr, err)
	})
}

// output runs docker and returns what it wrote to stdout.
func (p Project) output(ctx context.Context, args ...string) ([]byte, error) {
	stdout, stderr := &tail{limit: 64 << 20}, &tail{limit: 16 << 10}
	cmd := p.command(ctx, args...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return stdout.bytes, p.failure(args, stderr, err)
}

// command is one that ends soon after ctx, with its children: Compose is a child
// of docker, and would not hear of a signal that comes while it starts.
func (p Project) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := proc.Command(ctx, "docker", args...)
	cmd.Env = os.Environ()
	for name, value := range p.environment() {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

// environment returns the variables that docker is to see, the overlay among the
// Compose files.
func (p Project) environment() map[string]string {
	if p.Overlay == "" {
		return p.Env
	}
	env := maps.Clone(p.Env)
	env["COMPOSE_FILE"] += p.separator() + p.Overlay
	return env
}

// separator stands between the files of COMPOSE_FILE.
func (p Project) separator() string {
	return cmp.Or(p.Env["COMPOSE_PATH_SEPARATOR"], string(os.PathListSeparator))
}

// failure is an error of docker's without a secret of the project's: Compose
// quotes what a variable has put into a wrong place.
func (p Project) failure(args []string, stderr *tail, err error) error {
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
	return &Error{Command: strings.Join(words, " "), Output: secret.NewMask(p.Env).Text(string(stderr.bytes)), Err: err}
}
