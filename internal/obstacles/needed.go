package obstacles

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/internal/composefile"
)

// File is a file that Compose reads or mounts for a service.
type File struct{ Path, Kind, Service string }

// The kinds of files. In place of a missing mount, the engine makes a directory.
const (
	EnvFile = "env_file"
	Secret  = "secret"
	Config  = "config"
	Mount   = "mount"
)

// Use says what the file is for, such as env_file of web.
func (f File) Use() string { return f.Kind + " of " + f.Service }

// EnvFiles returns the env_files that have to exist, given the texts of the Compose files by
// path. It knows only paths without variables.
func EnvFiles(files map[string]string) (needed []File) {
	for _, path := range slices.Sorted(maps.Keys(files)) {
		var file struct {
			Services map[string]struct {
				EnvFile yaml.Node `yaml:"env_file"`
			} `yaml:"services"`
		}
		if yaml.Unmarshal([]byte(files[path]), &file) != nil {
			continue
		}
		for _, service := range slices.Sorted(maps.Keys(file.Services)) {
			for _, name := range required(file.Services[service].EnvFile) {
				if !filepath.IsAbs(name) {
					name = filepath.Join(filepath.Dir(path), name)
				}
				needed = append(needed, File{name, EnvFile, service})
			}
		}
	}
	return needed
}

// required returns the paths of an env_file: one path, or a list of paths and of mappings
// with path and required.
func required(node yaml.Node) []string {
	if node.Kind == yaml.SequenceNode {
		var paths []string
		for _, entry := range node.Content {
			paths = append(paths, required(*entry)...)
		}
		return paths
	}
	long := struct {
		Path     string `yaml:"path"`
		Required bool   `yaml:"required"`
	}{Required: true}
	if node.Decode(&long.Path) != nil && node.Decode(&long) != nil || !long.Required || long.Path == "" || strings.Contains(long.Path, "$") {
		return nil
	}
	return []string{long.Path}
}

// Files returns the files of secrets and configs in use, and the sources of bind mounts.
func Files(project composefile.Project) (needed []File) {
	add := func(kind, service string, references []composefile.Reference, sources map[string]composefile.External) {
		for _, reference := range references {
			if file := sources[reference.Source].File; file != "" {
				needed = append(needed, File{file, kind, service})
			}
		}
	}
	for _, name := range project.Names() {
		service := project.Services[name]
		add(Secret, name, service.Secrets, project.Secrets)
		add(Config, name, service.Configs, project.Configs)
		for _, mount := range service.Volumes {
			if mount.Type == "bind" {
				needed = append(needed, File{mount.Source, Mount, name})
			}
		}
	}
	return needed
}
