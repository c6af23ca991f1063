// Package compose runs `docker compose` on the files of one project, and resolves its configuration.
package compose

import (
	"cmp"
	"context"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/stack"
)

// Project is a Compose project. Its Dir is the directory that Compose looks for its
// files in.
type Project struct {
	docker.Project
	// Overlay is a Compose file that is merged after those of COMPOSE_FILE, "" for
	// none. It is no part of what [Project.Config] resolves.
	Overlay string
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
	return Project{Project: docker.Project{Name: name, Env: env}}
}

// Pass returns the project that also sees the caller's variables of these names, as far
// as they have no value in the project's own.
func (p Project) Pass(names []string) Project {
	p.Env, p.Passed = maps.Clone(p.Env), make(map[string]string)
	for _, name := range names {
		value, set := os.LookupEnv(name)
		if set && p.Env[name] == "" && stack.Passable(name) {
			delete(p.Env, name)
			p.Passed[name] = value
		}
	}
	return p
}

// Hide returns the project that does not see the caller's variables of these names.
func (p Project) Hide(names []string) Project {
	p.Env = maps.Clone(p.Env)
	for _, name := range names {
		if _, own := p.Env[name]; !own {
			p.Env[name] = ""
		}
	}
	return p
}

// cli returns the docker commands of the project, with the overlay among the
// Compose files.
func (p Project) cli() docker.Project {
	if p.Overlay == "" {
		return p.Project
	}
	p.Env = maps.Clone(p.Env)
	p.Env["COMPOSE_FILE"] += p.Separator() + p.Overlay
	return p.Project
}

func (p Project) output(ctx context.Context, args ...string) ([]byte, error) {
	return p.cli().Output(ctx, args...)
}

// Separator stands between the files of COMPOSE_FILE.
func (p Project) Separator() string {
	return cmp.Or(p.Env["COMPOSE_PATH_SEPARATOR"], string(os.PathListSeparator))
}
