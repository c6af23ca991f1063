package derived

import (
	"maps"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/textfile"
)

// Services returns the names of a directory's services, in order, without asking Compose:
// those of the cached project, else those that stand in the Compose file itself.
func Services(dir string) []string {
	if text, err := textfile.Read(cachePath(dir)); err == nil {
		var was cached
		if yaml.Unmarshal(text, &was) == nil {
			return slices.Sorted(maps.Keys(was.Resolved.Project.Services))
		}
	}
	for _, name := range instance.ComposeFiles {
		text, err := textfile.Read(filepath.Join(dir, name))
		if err != nil {
			continue
		}
		var file struct{ Services map[string]yaml.Node }
		_ = yaml.Unmarshal(text, &file)
		return slices.Sorted(maps.Keys(file.Services))
	}
	return nil
}
