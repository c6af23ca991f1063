// Package settings reads x-sandbox, the key of a Compose file that Compose ignores.
package settings

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/stack"
)

// Key is the key of the Compose file under which the settings stand.
const Key = "x-sandbox"

// Settings is the top-level x-sandbox of a Compose file.
type Settings struct {
	Links []Link `yaml:"links"`
	// Copy has the patterns of ignored files of the main worktree that other worktrees get.
	Copy          []string `yaml:"copy"`
	AfterCreate   []hook   `yaml:"after-create"`
	AfterUp       []hook   `yaml:"after-up"`
	BeforeDestroy []hook   `yaml:"before-destroy"`
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

// Parse reads the top-level settings. The error lists every mistake in them.
func Parse(extensions composefile.Extensions) (Settings, error) {
	var s Settings
	err := Decode(extensions, Key, &s, "links", "copy", "after-create", "after-up", "before-destroy", "pass", "hostnames")
	for _, link := range s.Links {
		if link.Service == "" || link.Path != "" && !strings.HasPrefix(link.Path, "/") {
			err = errors.Join(err, fmt.Errorf("%s.links: a link needs a service, and its path begins with a slash", Key))
		}
	}
	for _, name := range s.Pass {
		if !stack.Passable(name) {
			err = errors.Join(err, fmt.Errorf("%s.pass: %q cannot be passed: name a variable that selects neither an engine nor a project", Key, name))
		}
	}
	return s, err
}

// Add adds the settings to a stack.
func (s Settings) Add(to *stack.Stack) {
	for _, link := range s.Links {
		to.Links = append(to.Links, stack.Link{Label: cmp.Or(link.Label, link.Service), Service: link.Service, Path: link.Path})
	}
	to.Hostnames = to.Hostnames || s.Hostnames
	to.Copy = append(to.Copy, s.Copy...)
	to.Hooks = to.Hooks.Add(stack.Hooks{
		AfterCreate: hooks(s.AfterCreate), AfterUp: hooks(s.AfterUp), BeforeDestroy: hooks(s.BeforeDestroy),
	})
}

// Decode reads the x-sandbox of a service or of the file into a struct. Where names its
// owner. The error names each unknown key and lists the known ones.
func Decode(extensions composefile.Extensions, where string, into any, known ...string) error {
	node, set := extensions[Key]
	if !set {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("%s must have keys: %s", where, strings.Join(known, ", "))
	}
	var wrong []error
	for entry := range slices.Chunk(node.Content, 2) {
		wrong = append(wrong, decodeEntry(entry, where, into, known))
	}
	return errors.Join(wrong...)
}

// decodeEntry reads one key with its value.
func decodeEntry(entry []*yaml.Node, where string, into any, known []string) error {
	key := entry[0].Value
	if !slices.Contains(known, key) {
		return fmt.Errorf("%s.%s is unknown: the keys are %s", where, key, strings.Join(known, ", "))
	}
	err := (&yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: entry}).Decode(into)
	var mismatch *yaml.TypeError
	if errors.As(err, &mismatch) {
		return fmt.Errorf("%s.%s must be %s", where, key, formOf(mismatch))
	}
	if err != nil {
		return fmt.Errorf("%s.%s: %w", where, key, err)
	}
	return nil
}

// formOf returns the form of the value that was expected, in words.
func formOf(mismatch *yaml.TypeError) string {
	text := mismatch.Errors[0]
	switch form := text[strings.LastIndexByte(text, ' ')+1:]; form {
	case "bool":
		return "true or false"
	case "string":
		return "a string"
	case "[]string":
		return "a list of strings"
	case "map[string]string":
		return "a mapping of names to strings"
	default:
		return "a list of mappings or lists"
	}
}
