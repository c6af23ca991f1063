package obstacles

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/report"
)

// localhost matches the name of this machine with a port, as URLs have it.
var localhost = regexp.MustCompile(`\b(?:localhost|127\.0\.0\.1):([0-9]{1,5})\b`)

// missingEnvFile matches what Compose says of an env_file that does not exist.
var missingEnvFile = regexp.MustCompile(`env file (.+?) not found`)

// MissingEnvFile returns the finding for an env_file that made Compose fail, given its
// output and the texts of the Compose files by path. It reports false for any other
// failure.
func MissingEnvFile(output string, files map[string]string) (report.Finding, bool) {
	match := missingEnvFile.FindStringSubmatch(output)
	if match == nil {
		return report.Finding{}, false
	}
	origin := ""
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if services := usersOf(files[file], match[1]); len(services) > 0 {
			origin = ", which " + filepath.Base(file) + " names as env_file of " + strings.Join(services, ", ")
			break
		}
	}
	return problem("make the file "+match[1], "the file %s does not exist%s", match[1], origin), true
}

// missingFile matches what Compose says of an included or extended file, or of the env_file
// of an include, that does not exist.
var missingFile = regexp.MustCompile(`(?:stat|open) (.+?): no such file or directory`)

// MissingFile returns the finding for a file that made Compose fail and that a Compose file
// names, given Compose's output and the texts of the Compose files by path. It reports
// false for any other failure.
func MissingFile(output string, files map[string]string) (report.Finding, bool) {
	match := missingFile.FindStringSubmatch(output)
	if match == nil {
		return report.Finding{}, false
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if names(files[file], match[1]) {
			return problem("make the file "+match[1],
				"the file %s does not exist, which %s names", match[1], filepath.Base(file)), true
		}
	}
	return report.Finding{}, false
}

// MissingPath returns the file that made Compose fail because it does not exist, given
// Compose's output; "" for any other failure.
func MissingPath(output string) string {
	for _, missing := range []*regexp.Regexp{missingEnvFile, missingFile} {
		if match := missing.FindStringSubmatch(output); match != nil {
			return match[1]
		}
	}
	return ""
}

// names reports whether a text of a Compose file ends with the name of the file.
func names(text, path string) bool {
	var file yaml.Node
	if yaml.Unmarshal([]byte(text), &file) != nil {
		return false
	}
	return slices.ContainsFunc(texts(file), func(named string) bool { return filepath.Base(named) == filepath.Base(path) })
}

// usersOf returns the services of a Compose file that have an env_file of the same name.
func usersOf(text, path string) []string {
	var file struct {
		Services map[string]struct {
			EnvFile yaml.Node `yaml:"env_file"`
		} `yaml:"services"`
	}
	if yaml.Unmarshal([]byte(text), &file) != nil {
		return nil
	}
	var services []string
	for name, service := range file.Services {
		if slices.ContainsFunc(texts(service.EnvFile), func(named string) bool { return filepath.Base(named) == filepath.Base(path) }) {
			services = append(services, name)
		}
	}
	slices.Sort(services)
	return services
}

// texts returns the texts in a node.
func texts(node yaml.Node) []string {
	if node.Kind == yaml.ScalarNode {
		return []string{node.Value}
	}
	var all []string
	for _, child := range node.Content {
		all = append(all, texts(*child)...)
	}
	return all
}
