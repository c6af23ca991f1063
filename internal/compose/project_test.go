package compose

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

func TestNewProjectHidesWhatWouldRedirectIt(t *testing.T) {
	for name, value := range map[string]string{
		"DOCKER_HOST": "tcp://192.0.2.1:1", "COMPOSE_FILE": "other.yml", "COMPOSE_PROJECT_NAME": "other",
		"KTRDR_API_PORT": "1", "KTRDR_DB_IMAGE": "other", "UNRELATED": "stays",
	} {
		t.Setenv(name, value)
	}
	p := NewProject("feat-x", map[string]string{"COMPOSE_PROJECT_NAME": "feat-x", "KTRDR_API_PORT": "8001"}, "KTRDR_")
	for name, want := range map[string]string{
		"DOCKER_HOST": "", "COMPOSE_FILE": "", "COMPOSE_PROJECT_NAME": "feat-x", "KTRDR_API_PORT": "8001", "KTRDR_DB_IMAGE": "",
	} {
		if got, ok := p.Env[name]; !ok || got != want {
			t.Errorf("%s is %q, %v, want %q", name, got, ok, want)
		}
	}
	if _, ok := p.Env["UNRELATED"]; ok {
		t.Error("a variable that redirects nothing is hidden")
	}
}

// A stack without a prefix leaves docker its PATH and HOME.
func TestNewProjectHidesNothingForAnEmptyPrefix(t *testing.T) {
	t.Setenv("UNRELATED", "stays")
	if value, hidden := NewProject("a", nil, "").Env["UNRELATED"]; hidden {
		t.Errorf("it is %q", value)
	}
}

func TestNoDockerIsSaid(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := NewProject("a", nil).Config(t.Context()); !errors.Is(err, docker.ErrNoDocker) {
		t.Errorf("got %v", err)
	}
	if err := NewProject("a", nil).Up(t.Context()); !errors.Is(err, docker.ErrNoDocker) || !strings.Contains(err.Error(), "install Docker") {
		t.Errorf("got %v", err)
	}
}
