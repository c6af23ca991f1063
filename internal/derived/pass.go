package derived

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/secret"
)

// Pass returns the project that sees the secrets of the caller's environment that
// x-sandbox.pass names, and none of the others that its Compose files mention. Without
// x-sandbox.pass the project sees what Compose alone would see.
func Pass(project compose.Project) compose.Project {
	files := texts(project)
	names, declared := passed(files)
	if !declared {
		return project
	}
	return project.Pass(names).Hide(slices.DeleteFunc(secrets(files), func(name string) bool { return slices.Contains(names, name) }))
}

// passed returns the names in x-sandbox.pass of the Compose files, and whether a file has
// it.
func passed(files map[string]string) (names []string, declared bool) {
	for _, path := range slices.Sorted(maps.Keys(files)) {
		var file struct {
			Settings struct {
				Pass *[]string `yaml:"pass"`
			} `yaml:"x-sandbox"`
		}
		if yaml.Unmarshal([]byte(files[path]), &file) == nil && file.Settings.Pass != nil {
			names, declared = append(names, *file.Settings.Pass...), true
		}
	}
	return names, declared
}

// CopyPatterns returns x-sandbox.copy of the Compose files. It does not resolve them, which
// fails without the very files that are to be copied.
func CopyPatterns(project compose.Project) (patterns []string) {
	files := texts(project)
	for _, path := range slices.Sorted(maps.Keys(files)) {
		var file struct {
			Settings struct {
				Copy []string `yaml:"copy"`
			} `yaml:"x-sandbox"`
		}
		if yaml.Unmarshal([]byte(files[path]), &file) == nil {
			patterns = append(patterns, file.Settings.Copy...)
		}
	}
	return patterns
}

// Mentions reports whether a Compose file of the project has a text.
func Mentions(project compose.Project, text string) bool {
	for _, file := range texts(project) {
		if strings.Contains(file, text) {
			return true
		}
	}
	return false
}

// secrets returns the caller's variables that are named as a secret is, and that the
// files mention.
func secrets(files map[string]string) (names []string) {
	text := strings.Join(slices.Collect(maps.Values(files)), "\n")
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if secret.Named(name) && regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\b`).MatchString(text) {
			names = append(names, name)
		}
	}
	return names
}
