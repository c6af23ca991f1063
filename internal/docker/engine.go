package docker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// engineTimeout bounds the question whether an engine answers.
const engineTimeout = 15 * time.Second

// ErrNoEngine is wrapped by the error of an engine that does not answer.
var ErrNoEngine = errors.New("the Docker engine does not answer")

// ErrNamedEngine is an [ErrNoEngine] of an engine that the instance names itself:
// another one on this machine would not help.
var ErrNamedEngine = fmt.Errorf("%w", ErrNoEngine)

// Architecture returns the engine's architecture, as Go names it.
func (p Project) Architecture(ctx context.Context) (string, error) {
	var text []byte
	err := p.reach(ctx, func(ctx context.Context) (err error) {
		text, err = p.Output(ctx, "version", "--format", "{{.Server.Arch}}")
		return err
	})
	return strings.TrimSpace(string(text)), err
}

// Reach is [Project.Containers] of an engine that may not be there: the error
// then says so, in time. That the engine has listed something is all the proof
// that it answers; to ask it for more costs as much as the list.
func (p Project) Reach(ctx context.Context) (containers []Container, err error) {
	err = p.reach(ctx, func(ctx context.Context) (err error) {
		containers, err = p.Containers(ctx)
		return err
	})
	return containers, err
}

// reach asks the engine something. The error of an engine that does not answer
// tells what to do.
func (p Project) reach(ctx context.Context, ask func(context.Context) error) error {
	limited, cancel := context.WithTimeoutCause(ctx, engineTimeout, fmt.Errorf("no answer within %s", engineTimeout))
	defer cancel()
	err := ask(limited)
	var failed *Error // of a command, and not of what it printed
	switch {
	case ctx.Err() != nil || !errors.As(err, &failed):
		return err
	case p.EngineVariable() != "":
		return fmt.Errorf("%w; start it, or mend %s in .env.sandbox, which leads to it (%w)", ErrNamedEngine, p.EngineVariable(), err)
	}
	return fmt.Errorf("%w; start it (%w)%s", ErrNoEngine, err, p.elsewhere())
}

// engineVariables returns the variables that lead docker to an engine, in its own order:
// the first that is set counts.
func engineVariables() []string { return []string{"DOCKER_HOST", "DOCKER_CONTEXT"} }

// EngineVariable returns the variable that leads to the engine, "" for docker's default.
func (p Project) EngineVariable() string {
	for _, name := range engineVariables() {
		if p.Env[name] != "" {
			return name
		}
	}
	return ""
}

// HiddenVariable is one by which the caller's shell names an engine and the
// project does not, "" if there is none.
func (p Project) HiddenVariable() string {
	for _, name := range engineVariables() {
		if value, hidden := p.Env[name]; hidden && value == "" && os.Getenv(name) != "" {
			return name
		}
	}
	return ""
}

// elsewhere points to the engine that the caller's shell names.
func (p Project) elsewhere() string {
	if name := p.HiddenVariable(); name != "" {
		return fmt.Sprintf("; your shell sets %s, which counts only in .env.sandbox", name)
	}
	return ""
}
