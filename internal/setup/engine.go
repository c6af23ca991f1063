package setup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// answerTimeout bounds a question to the engine. Over ssh an answer takes seconds. An engine that hangs never
// answers.
const answerTimeout = 15 * time.Second

// engine holds the facts that decide whether setup installs an engine, starts it or leaves it to
// its owner.
type engine struct {
	version   string // of the engine that answers; "" if none does
	failure   string // the docker client's error if no engine answers
	elsewhere string // the setting that selects another engine than the local default; "" if none does
	installed string // an installed package that provides an engine or conflicts with one; "" if none
	dockerd   bool   // the dockerd program exists
}

type engineAction int

const (
	leaveEngine engineAction = iota
	startEngine
	installEngine
)

// planEngine returns what setup does about the engine. It never installs one if there are traces of another:
// Debian's docker.io would remove docker-ce, and an engine that is configured elsewhere was chosen on purpose.
func planEngine(m machine, e engine) (engineAction, error) {
	switch {
	case e.version != "":
		return leaveEngine, nil
	case e.elsewhere != "":
		return leaveEngine, fmt.Errorf("the engine selected by %s does not answer (%s): start it, or remove %s",
			e.elsewhere, e.failure, e.elsewhere)
	case strings.Contains(e.failure, "permission denied"):
		return leaveEngine, errors.New("this user may not talk to the Docker engine: " +
			`run sudo usermod -aG docker "$USER" and log in again`)
	case e.dockerd && m.mayChange():
		return startEngine, nil
	case e.dockerd:
		return leaveEngine, fmt.Errorf("the Docker engine does not answer (%s): start it with %s", e.failure, startAdvice(m))
	case e.installed != "":
		return leaveEngine, fmt.Errorf("the package %s is installed, but no Docker engine answers (%s): "+
			"complete or remove it, then run setup again", e.installed, e.failure)
	case m.mayChange():
		return installEngine, nil
	}
	return leaveEngine, fmt.Errorf("no Docker engine answers (%s): %s", e.failure, engineAdvice(m))
}

func ensureEngine(ctx context.Context, steps Steps, m machine) error {
	e := lookAtEngine(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	action, err := planEngine(m, e)
	if err != nil {
		return err
	}
	if action == leaveEngine {
		steps.Say("Docker engine: %s is running", e.version)
		return nil
	}
	if action == installEngine {
		if err := steps.Do("installing Debian's Docker engine", func() error {
			return InstallPackages(ctx, steps.Out, "docker.io", "iptables")
		}); err != nil {
			return err
		}
	}
	// Newer Debian releases have a separate package for the client.
	if !proc.Exists("docker") {
		if err := steps.Do("installing the Docker client", func() error {
			return InstallPackages(ctx, steps.Out, "docker-cli")
		}); err != nil {
			return err
		}
	}
	return steps.Do("starting the Docker engine", func() error { return start(ctx, steps) })
}

func lookAtEngine(ctx context.Context) engine {
	version, err := engineVersion(ctx)
	if err == nil {
		return engine{version: version}
	}
	return engine{
		failure:   err.Error(),
		elsewhere: elsewhere(os.Getenv("DOCKER_HOST"), os.Getenv("DOCKER_CONTEXT"), configuredContext()),
		installed: enginePackage(ctx),
		dockerd:   proc.Exists("dockerd"),
	}
}

// engineVersion returns the version of the engine. The version of the client proves nothing about an
// engine.
func engineVersion(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	version, err := proc.Output(proc.Command(ctx, "docker", "version", "--format", "{{.Server.Version}}"))
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("there is no docker command")
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", fmt.Errorf("no answer within %s", answerTimeout)
	case err != nil:
		return "", err
	case version == "":
		return "", errors.New("the engine reports no version")
	}
	return version, nil
}

// elsewhere returns the setting that points the docker client at another engine than the local default, with
// the client's precedence.
func elsewhere(host, context, configured string) string {
	switch {
	case host != "":
		return "DOCKER_HOST"
	case context != "" && context != "default":
		return "DOCKER_CONTEXT"
	case context == "" && configured != "" && configured != "default":
		return "the current docker context " + configured
	}
	return ""
}

// configuredContext returns the context in the client's configuration file, because the client
// may not be installed.
func configuredContext() string {
	dir, err := dockerConfigDir()
	if err != nil {
		return ""
	}
	data, err := textfile.Read(filepath.Join(dir, "config.json"))
	if err != nil {
		return ""
	}
	var config struct {
		CurrentContext string `json:"currentContext"`
	}
	if json.Unmarshal(data, &config) != nil {
		return ""
	}
	return config.CurrentContext
}

// dockerConfigDir returns the directory of the docker client's configuration and plugins.
func dockerConfigDir() (string, error) {
	if dir := os.Getenv("DOCKER_CONFIG"); dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".docker"), nil
}
