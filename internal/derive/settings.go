package derive

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/stack"
)

// extension is the key of the Compose file under which corrections stand.
const extension = "x-sandbox"

// Settings is the top-level x-sandbox of a Compose file.
type Settings struct {
	Links []Link `yaml:"links"`
	// Copy lists files of the main worktree that a new worktree gets.
	Copy []string `yaml:"copy"`
	// Hooks are commands, each a list of arguments.
	AfterCreate   []Command `yaml:"after-create"`
	AfterUp       []Command `yaml:"after-up"`
	BeforeDestroy []Command `yaml:"before-destroy"`
	// Pass names the secrets of the caller's environment that reach Compose.
	Pass      []string `yaml:"pass"`
	Hostnames bool     `yaml:"hostnames"` // URLs have the instance's id for a host name
}

// Link is a page to open when the instance is ready.
type Link struct {
	Label   string `yaml:"label"`
	Service string `yaml:"service"`
	Path    string `yaml:"path"`
}

// Command is a program with its arguments.
type Command []string

// serviceSettings is the x-sandbox of one service.
type serviceSettings struct {
	// Ready is GET with a path or an address, grpc with a service or without, tcp, healthy
	// or none.
	Ready   string            `yaml:"ready"`
	Headers map[string]string `yaml:"headers"` // of the request that Ready names
	Label   string            `yaml:"label"`
	Worker  bool              `yaml:"worker"`
	// Instance says where the answer to GET names the instance: header NAME, or field
	// NAME of the JSON object.
	Instance string `yaml:"instance"`
}

func parseSettings(extensions composefile.Extensions) (Settings, error) {
	var settings Settings
	err := decode(extensions, extension, &settings, "links", "copy", "after-create", "after-up", "before-destroy", "pass", "hostnames")
	for _, link := range settings.Links {
		if link.Service == "" || link.Path != "" && !strings.HasPrefix(link.Path, "/") {
			err = errors.Join(err, fmt.Errorf("%s.links: a link needs a service, and its path begins with a slash", extension))
		}
	}
	for _, name := range settings.Pass {
		if !stack.Passable(name) {
			err = errors.Join(err, fmt.Errorf("%s.pass: %q cannot be passed: name a variable that selects neither an engine nor a project", extension, name))
		}
	}
	return settings, err
}

func (s Settings) links() []stack.Link {
	var links []stack.Link
	for _, link := range s.Links {
		links = append(links, stack.Link{Label: cmp.Or(link.Label, link.Service), Service: link.Service, Path: link.Path})
	}
	return links
}

func parseServiceSettings(name string, extensions composefile.Extensions) (serviceSettings, error) {
	var settings serviceSettings
	where := "services." + name + "." + extension
	if err := decode(extensions, where, &settings, "ready", "headers", "label", "worker", "instance"); err != nil {
		return settings, err
	}
	_, err := gate.ParseIdentity(settings.Instance)
	if settings.Instance != "" && (err != nil || !strings.HasPrefix(settings.Ready, readyGET+" ")) {
		return settings, fmt.Errorf("%s.instance is %q: it must be header NAME or field NAME, beside a ready that is GET /path", where, settings.Instance)
	}
	return settings, settings.checkReady(where)
}

// decode reads an extension. The error names an unknown key and lists the known
// ones.
func decode(extensions composefile.Extensions, where string, into any, known ...string) error {
	node, set := extensions[extension]
	if !set {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("%s must have keys: %s", where, strings.Join(known, ", "))
	}
	for i := 0; i < len(node.Content); i += 2 {
		if key := node.Content[i].Value; !slices.Contains(known, key) {
			return fmt.Errorf("%s.%s is unknown: the keys are %s", where, key, strings.Join(known, ", "))
		}
	}
	if err := node.Decode(into); err != nil {
		var wrong *yaml.TypeError
		if errors.As(err, &wrong) {
			return fmt.Errorf("%s: %s", where, strings.Join(wrong.Errors, "; "))
		}
		return fmt.Errorf("%s: %w", where, err)
	}
	return nil
}
