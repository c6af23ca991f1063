package compose

import (
	"errors"
	"strings"
	"testing"
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

func TestErrorSaysWhatFailedAndWhy(t *testing.T) {
	err := Project{}.failure([]string{"compose", "up", "-d"}, &tail{bytes: []byte("no such thing\n")}, errors.New("exit status 1"))
	if want := "docker compose up: no such thing"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	kept := &tail{limit: 10}
	for range 1000 {
		if n, err := kept.Write([]byte("0123456789abc")); n != 13 || err != nil {
			t.Fatal(n, err)
		}
	}
	if string(kept.bytes) != "3456789abc" || cap(kept.bytes) > 1000 {
		t.Errorf("got %q of capacity %d", kept.bytes, cap(kept.bytes))
	}
}

func TestNoDockerIsSaid(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := NewProject("a", nil).Config(t.Context()); !errors.Is(err, ErrNoDocker) {
		t.Errorf("got %v", err)
	}
	if err := NewProject("a", nil).Up(t.Context()); !errors.Is(err, ErrNoDocker) || !strings.Contains(err.Error(), "mage setup") {
		t.Errorf("got %v", err)
	}
}

func TestAnErrorOfDockersTellsNoSecret(t *testing.T) {
	p := NewProject("a", map[string]string{"DB_PASSWORD": "hunter2", "DB_USER": "ktrdr"})
	err := p.failure([]string{"compose", "config"}, &tail{bytes: []byte("invalid hostPort: hunter2 of ktrdr\n")}, errors.New("exit status 1"))
	if got := err.Error() + Output(err); strings.Contains(got, "hunter2") || !strings.Contains(got, "invalid hostPort: *** of ktrdr") {
		t.Errorf("got %q", got)
	}
}
