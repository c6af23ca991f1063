//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/ktrdr"
	"github.com/seed-491dada8/sandbox/ktrdr/standin"
)

// service is a service in the output of `docker compose config`.
type service struct {
	Image         string `json:"image"`
	ContainerName string `json:"container_name"`
	Ports         []struct {
		HostIP    string `json:"host_ip"`
		Published string `json:"published"`
	} `json:"ports"`
}

// resolve returns the services in the repository's own Compose file, resolved with
// only these variables.
func resolve(t *testing.T, variables ...string) map[string]service {
	t.Helper()
	cmd := exec.Command("docker", "compose", "-f", filepath.Join(suite.root, "docker-compose.yml"), "config", "--format", "json")
	cmd.Dir = t.TempDir()
	cmd.Env = append(slices.Clone(suite.env), append(variables, "COMPOSE_PROJECT_NAME="+suite.name, "COMPOSE_PROFILES=grafana", "KTRDR_DB_PASSWORD=none")...)
	text, err := output(cmd)
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Services map[string]service `json:"services"`
	}
	if err := json.Unmarshal([]byte(text), &config); err != nil {
		t.Fatal(err)
	}
	return config.Services
}

func TestStackDeclaresServicesOfComposeFile(t *testing.T) {
	t.Parallel()
	var declared []string
	for _, service := range ktrdr.Default().Services {
		declared = append(declared, service.Name)
	}
	slices.Sort(declared)
	if composed := slices.Sorted(maps.Keys(resolve(t))); !slices.Equal(declared, composed) {
		t.Errorf("the stack declares %q, the Compose file %q", declared, composed)
	}
}

func TestStackDeclaresPublishedPortsInEverySlot(t *testing.T) {
	t.Parallel()
	for _, slot := range []int{0, 1, 17, 40} {
		var variables []string
		want := make(map[string][]string)
		for _, service := range ktrdr.Default().Services {
			for _, p := range service.Ports {
				variables = append(variables, fmt.Sprintf("%s=%d", p.Variable, p.At(slot)))
				want[service.Name] = append(want[service.Name], strconv.Itoa(p.At(slot)))
			}
		}
		if slot == 0 {
			variables = nil // slot 0 uses the Compose file's defaults
		}
		for name, service := range resolve(t, variables...) {
			var published []string
			for _, p := range service.Ports {
				published = append(published, p.Published)
				if p.HostIP != "127.0.0.1" {
					t.Errorf("%s publishes %s on %q", name, p.Published, p.HostIP)
				}
			}
			slices.Sort(published)
			slices.Sort(want[name])
			if !slices.Equal(published, want[name]) {
				t.Errorf("slot %d: %s publishes %q, the stack declares %q", slot, name, published, want[name])
			}
		}
	}
}

func TestStackDeclaresImagesOfComposeFile(t *testing.T) {
	t.Parallel()
	published := make(map[string]bool)
	for name, service := range resolve(t) {
		if service.ContainerName != "" {
			t.Errorf("%s has the container name %s, so two instances would conflict", name, service.ContainerName)
		}
		tag := service.Image[strings.LastIndex(service.Image, "/")+1:]
		if !strings.Contains(tag, ":") || strings.HasSuffix(tag, ":latest") {
			t.Errorf("the image of %s is not pinned: %s", name, service.Image)
		}
		if expected := ktrdr.Default().Images[0].Repository + ":" + suite.name; service.Image != expected {
			published[service.Image] = true
		}
	}
	var want []string
	for _, image := range standin.Published() {
		want = append(want, image.Reference)
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(published)); !slices.Equal(got, want) {
		t.Errorf("the Compose file's images are %q, the stack's %q", got, want)
	}
	for _, image := range standin.Published() {
		replaced := resolve(t, image.Variable+"=example.com/other:1")
		if !slices.ContainsFunc(slices.Collect(maps.Values(replaced)), func(s service) bool { return s.Image == "example.com/other:1" }) {
			t.Errorf("%s replaces no image", image.Variable)
		}
	}
}
