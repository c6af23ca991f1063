package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// defaultContext is docker's own word for no context at all.
const defaultContext = "default"

// EngineAddress is where the engine is, in the form of DOCKER_HOST; "" is
// docker's default. It asks no engine, and runs docker only to look up a context.
func (p Project) EngineAddress(ctx context.Context) (string, error) {
	if address := p.Env["DOCKER_HOST"]; address != "" {
		return address, nil
	}
	name, named := p.Env["DOCKER_CONTEXT"], "DOCKER_CONTEXT names"
	if name == "" {
		name, named = currentContext(), "is its current one"
	}
	if name == "" || name == defaultContext {
		return "", nil
	}
	text, err := p.Output(ctx, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}", "--", name)
	if err != nil && strings.Contains(Output(err), "not found") {
		return "", fmt.Errorf("docker has no context %q, which %s; `docker context ls` shows those that it has", name, named)
	}
	return strings.TrimSpace(string(text)), err
}

// currentContext is the one that `docker context use` has chosen. A file that
// cannot be read is docker's to complain of.
func currentContext() string {
	dir := os.Getenv("DOCKER_CONFIG")
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, ".docker")
	}
	var config struct {
		CurrentContext string `json:"currentContext"`
	}
	content, err := textfile.Read(filepath.Join(dir, "config.json"))
	if err != nil || json.Unmarshal(content, &config) != nil {
		return ""
	}
	return config.CurrentContext
}
