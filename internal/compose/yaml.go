package compose

import (
	"context"
	"maps"
	"strings"
	"sync"
)

// YAML resolves the project, without its overlay, as [Project.Config] does, and
// returns the text as YAML with the names of the services of all profiles. Unlike
// the JSON form, the text has the x- keys of services.
func (p Project) YAML(ctx context.Context) (text []byte, all []string, err error) {
	p.Overlay = ""
	if err := p.filesEnd(); err != nil {
		return nil, nil, err
	}
	var asking sync.WaitGroup
	asking.Go(func() { all = p.allServices(ctx) })
	text, err = p.output(ctx, "compose", "config")
	asking.Wait()
	if err != nil {
		return nil, nil, p.explain(ctx, err)
	}
	return text, all, nil
}

// YAMLWith returns what [Project.YAML] does with other values of some variables.
func (p Project) YAMLWith(ctx context.Context, variables map[string]string) ([]byte, error) {
	p.Overlay = ""
	p.Env = maps.Clone(p.Env)
	maps.Copy(p.Env, variables)
	return p.output(ctx, "compose", "config")
}

// Files returns the paths of the project's Compose files, and of the .env file beside
// them, which need not exist.
func (p Project) Files() []string {
	var paths []string
	for _, file := range p.files() {
		paths = append(paths, p.path(file))
	}
	return paths
}

// Variables returns the names of the variables that are set for the project's Compose files.
func (p Project) Variables(ctx context.Context) (names []string, err error) {
	text, err := p.output(ctx, "compose", "config", "--environment")
	for line := range strings.Lines(string(text)) {
		if name, _, is := strings.Cut(line, "="); is {
			names = append(names, name)
		}
	}
	return names, err
}
