// Package overlay writes the Compose file that is merged after the user's own. It
// labels each container with the key of its instance.
package overlay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// File is the path of the overlay, relative to the directory of its instance.
var File = filepath.Join(instance.StateFolder, "compose.yaml")

// Text returns an overlay that adds a label to each container of the services and
// makes the changes. Compose rejects services that the user's files do not define.
func Text(services []string, label, value string, changes Changes) []byte {
	var text strings.Builder
	text.WriteString("# Written by sandbox:up; it labels the containers of this instance. Changes are lost.\nservices:")
	if len(services) == 0 {
		text.WriteString(" {}\n")
	} else {
		text.WriteString("\n")
	}
	for _, service := range slices.Sorted(slices.Values(services)) {
		fmt.Fprintf(&text, "  %s:\n    labels:\n      %s: %s\n", quote(service), quote(label), quote(value))
		changes.Services[service].write(&text)
	}
	changes.writeObjects(&text)
	return []byte(text.String())
}

// Images returns the names that images have which were built for the instance in dir,
// according to its overlay. They need not exist: a service without an image in the
// overlay may run on a published one.
func Images(dir, id string) []string {
	text, err := textfile.Read(filepath.Join(dir, File))
	var file struct {
		Services map[string]struct{ Image string }
	}
	if err != nil || yaml.Unmarshal(text, &file) != nil {
		return nil
	}
	var names []string
	for service, written := range file.Services {
		switch name := written.Image; {
		case name == "":
			names = append(names, id+"-"+service+":latest")
		case strings.HasSuffix(name, ":"+id), strings.HasSuffix(name, "-"+id):
			names = append(names, name)
		}
	}
	return names
}

// quote returns s as a YAML string. JSON strings are valid YAML.
func quote(s string) string {
	text, _ := json.Marshal(s) // a string always encodes
	return string(text)
}

// Write replaces the overlay of the instance in dir atomically, unless the text is
// unchanged.
func Write(dir string, text []byte) error {
	if _, err := instance.StateDir(dir); err != nil {
		return fmt.Errorf("cannot write %s: %w", File, err)
	}
	path := filepath.Join(dir, File)
	if existing, err := textfile.Read(path); err == nil && bytes.Equal(existing, text) {
		return nil
	}
	if err := textfile.Replace(path, text, 0o600); err != nil {
		return fmt.Errorf("cannot write %s: %w", File, err)
	}
	return nil
}
