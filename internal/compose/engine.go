package compose

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// engineTimeout bounds the question whether an engine answers.
const engineTimeout = 15 * time.Second

// ErrNoEngine is wrapped by the error of an engine that does not answer.
var ErrNoEngine = errors.New("the Docker engine does not answer")

// Architecture is the engine's, as Go names it. It is also how we ask whether
// an engine answers: the error then says so.
func (p Project) Architecture(ctx context.Context) (string, error) {
	limited, cancel := context.WithTimeoutCause(ctx, engineTimeout, fmt.Errorf("no answer within %s", engineTimeout))
	defer cancel()
	text, err := p.output(limited, "version", "--format", "{{.Server.Arch}}")
	switch {
	case errors.Is(err, ErrNoDocker), ctx.Err() != nil:
		return "", err
	case err != nil && p.engineVariable() != "":
		return "", fmt.Errorf("%w; start it, or mend %s in .env.sandbox, which leads to it (%w)", ErrNoEngine, p.engineVariable(), err)
	case err != nil:
		return "", fmt.Errorf("%w; start it, or run `mage setup` (%w)%s", ErrNoEngine, err, p.elsewhere())
	}
	return strings.TrimSpace(string(text)), nil
}

// engineVariable is the one that leads to the engine, "" for docker's default.
func (p Project) engineVariable() string {
	for _, name := range []string{"DOCKER_HOST", "DOCKER_CONTEXT"} { // in docker's own order
		if p.Env[name] != "" {
			return name
		}
	}
	return ""
}

// elsewhere points to an engine that the caller's shell names and the instance
// does not.
func (p Project) elsewhere() string {
	for _, name := range []string{"DOCKER_HOST", "DOCKER_CONTEXT"} {
		if value, hidden := p.Env[name]; hidden && value == "" {
			return fmt.Sprintf("; your shell sets %s, which counts only in .env.sandbox", name)
		}
	}
	return ""
}
