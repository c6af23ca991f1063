package derived_test

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// A sentinel for BASE gives a number that is no port, and Compose refuses it.
func TestAVariableThatIsPartOfAPortTakesNoOtherItsVariable(t *testing.T) {
	dir := t.TempDir()
	text := `
services:
  one: {image: app, ports: ["${BASE:-90}80:80"]}
  a: {image: app, ports: ["${A_PORT:-7001}:80"]}
  b: {image: app, ports: ["${B_PORT:-7002}:80"]}
`
	if err := os.WriteFile(filepath.Join(dir, "compose.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := derived.Resolve(t.Context(), compose.Project{Project: docker.Project{Dir: dir, Env: map[string]string{"COMPOSE_FILE": "compose.yaml"}}})
	if err != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"a/80/tcp": "A_PORT", "b/80/tcp": "B_PORT"}; !maps.Equal(r.Variables, want) {
		t.Errorf("got %v, want %v", r.Variables, want)
	}
}
