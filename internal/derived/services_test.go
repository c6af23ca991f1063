package derived_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/derived"
)

func TestServicesAreThoseOfTheCacheElseOfTheComposeFile(t *testing.T) {
	dir := t.TempDir()
	for _, step := range []struct {
		file, text string
		want       []string
	}{
		{"README.md", "services: {no: {}}", nil},
		{"docker-compose.yml", "services: {web: {image: x}, db: {image: y}}", []string{"db", "web"}},
		{"compose.yaml", "services: [", nil}, // Compose would read it first
		{"compose.yaml", "services: {api: {}}", []string{"api"}},
		{".sandbox/project.yaml", "resolved: {project: {services: {db: {}, included: {}}}}", []string{"db", "included"}},
	} {
		path := filepath.Join(dir, step.file)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(step.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := derived.Services(dir); !slices.Equal(got, step.want) {
			t.Errorf("with %s: got %q, want %q", step.file, got, step.want)
		}
	}
}
