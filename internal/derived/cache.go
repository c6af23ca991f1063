package derived

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/settings"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// cacheFile is the file in the state folder that keeps a resolved project.
const cacheFile = "project.yaml"

func cachePath(dir string) string { return filepath.Join(dir, instance.StateFolder, cacheFile) }

type cached struct {
	Key      string   `yaml:"key"`
	Resolved Resolved `yaml:"resolved"`
}

// resolveCached returns the cached project if everything that it was resolved from is the
// same. Otherwise it does what [Resolve] does, and fills the cache. A project that
// other files may change has no key: it is the last known one, and is resolved anew.
func resolveCached(ctx context.Context, project compose.Project, dir string) (Resolved, error) {
	before := project.SourceHash()
	if r, found := recall(dir, before); found {
		return r, nil
	}
	r, err := Resolve(ctx, project)
	if err == nil && project.SourceHash() == before {
		keep(dir, before, r, onDisk(project, dir))
	}
	return r, err
}

func recall(dir, key string) (Resolved, bool) {
	was, found := lastCached(dir)
	return was.Resolved, found && key != "" && was.Key == key
}

// lastCached returns the newest cached project.
func lastCached(dir string) (was cached, found bool) {
	text, err := textfile.Read(cachePath(dir))
	if err != nil || yaml.Unmarshal(text, &was) != nil {
		return cached{}, false
	}
	return was, was.Resolved.Project.Name != ""
}

// keep caches a project unless that would write a value to the disk that is not
// there already. A project that is not cached is resolved anew each time, and the cached one
// is removed, because it is no longer the last known.
func keep(dir, key string, r Resolved, isOnDisk func(string) bool) {
	project, err := essential(r)
	isSecret := func(value string) bool { return !isOnDisk(value) }
	if err != nil || slices.ContainsFunc(values(project), isSecret) {
		_ = os.Remove(cachePath(dir))
		return
	}
	r.Project = project
	text, err := yaml.Marshal(cached{key, r})
	if err == nil {
		_, err = instance.StateDir(dir)
	}
	if err == nil {
		_ = textfile.Replace(cachePath(dir), text, 0o600)
	}
}

// onDisk returns a function that reports whether a value stands in a file that Compose
// reads.
func onDisk(project compose.Project, dir string) func(string) bool {
	all := slices.Collect(maps.Values(texts(project)))
	if text, err := textfile.Read(filepath.Join(dir, instance.File)); err == nil {
		all = append(all, string(text))
	}
	return func(value string) bool {
		return slices.ContainsFunc(all, func(text string) bool { return strings.Contains(text, value) })
	}
}

// essential returns a project without what deriving does not need: labels, keys of others
// (x-), and the environments and commands of services that are no known servers.
func essential(r Resolved) (composefile.Project, error) {
	derived, err := derive.Stack(r.Project, r.Variables)
	if err != nil {
		return composefile.Project{}, err
	}
	project := r.Project
	project.Extensions = own(project.Extensions)
	project.Services = make(map[string]composefile.Service)
	for name, service := range r.Project.Services {
		asked := derived.Asked(name)
		service.Labels, service.Extensions = nil, own(service.Extensions)
		if !derive.IsServer(service) || asked.Judge == derive.ByExitCode {
			service.Environment, service.Command, service.Entrypoint = nil, nil, nil
		}
		if service.Build != nil {
			service.Build = &composefile.Build{}
		}
		if asked.Judge != "" && service.Healthcheck.Enabled() {
			service.Healthcheck = &composefile.Healthcheck{Test: []string{"CMD", "-"}}
		}
		project.Services[name] = service
	}
	return project, nil
}

// own returns the x-sandbox of the x- keys.
func own(extensions composefile.Extensions) composefile.Extensions {
	node, set := extensions[settings.Key]
	if !set {
		return nil
	}
	return composefile.Extensions{settings.Key: node}
}

// values returns the texts of a project that may be secrets.
func values(project composefile.Project) []string {
	var all []string
	for _, service := range project.Services {
		for _, value := range service.Environment {
			if value != nil {
				all = append(all, *value)
			}
		}
		all = append(append(all, service.Command...), service.Entrypoint...)
		for _, node := range service.Extensions {
			all = append(all, headers(node)...)
		}
	}
	for _, node := range project.Extensions {
		all = append(all, words(node)...)
	}
	for _, volume := range project.Volumes {
		for _, value := range volume.DriverOpts {
			all = append(all, value)
		}
	}
	return all
}

// words returns the words of all texts in an x-sandbox, such as the arguments of hooks. A whole
// script may be written otherwise in a Compose file, with $$ for $.
func words(node yaml.Node) []string {
	if node.Kind == yaml.ScalarNode {
		return strings.Fields(node.Value)
	}
	var all []string
	for _, child := range node.Content {
		all = append(all, words(*child)...)
	}
	return all
}

// headers returns the texts of the headers in an x-sandbox.
func headers(extension yaml.Node) []string {
	var known struct {
		Headers map[string]string `yaml:"headers"`
	}
	if extension.Decode(&known) != nil {
		return nil
	}
	return slices.Collect(maps.Values(known.Headers))
}
