// Package engines finds the Docker engine of an instance: which one the shell
// selects, on which machine it runs, and whether it answers.
package engines

import (
	"context"
	"errors"
	"os"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
)

// Shell returns the engine that the shell selects. A new instance records it,
// because later only its file counts. DOCKER_HOST wins, as with docker itself.
func Shell() instance.Engine {
	if os.Getenv("DOCKER_HOST") == "" {
		return instance.Engine{DockerContext: os.Getenv("DOCKER_CONTEXT")}
	}
	return instance.Engine{
		DockerHost: os.Getenv("DOCKER_HOST"), TLSVerify: os.Getenv("DOCKER_TLS_VERIFY"), CertPath: os.Getenv("DOCKER_CERT_PATH"),
	}
}

// Name returns the address or the context of an engine, "" for docker's default.
func Name(e instance.Engine) string {
	if e.DockerHost == "" && e.DockerContext != "" {
		return "context " + e.DockerContext
	}
	return e.DockerHost
}

// Machine returns the machine that a project's engine runs on, "" for this one.
func Machine(ctx context.Context, project compose.Project) (string, error) {
	address, err := project.EngineAddress(ctx)
	if err != nil {
		return "", err
	}
	return instance.MachineOf(address)
}

// Host returns the machine that an engine runs on, "" for this one. It publishes
// the ports of an instance. Without docker no context can be looked up: the engine
// is taken for this machine's unless it names a context.
func Host(ctx context.Context, engine instance.Engine) (string, error) {
	machine, err := Machine(ctx, compose.NewProject("", engine.Variables()))
	if errors.Is(err, docker.ErrNoDocker) && engine.DockerContext == "" {
		return "", nil
	}
	return machine, err
}

// Answers remembers of each engine why it does not answer, nil if it does. A dead
// engine takes seconds to fail, so each is asked once.
type Answers map[instance.Engine]error

// Ask returns why the engine does not answer, nil if it does.
func (a Answers) Ask(ctx context.Context, engine instance.Engine) error {
	err, known := a[engine]
	if !known {
		_, err = compose.NewProject("", engine.Variables()).Architecture(ctx)
		a[engine] = err
	}
	return err
}
