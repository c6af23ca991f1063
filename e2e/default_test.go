//go:build e2e

package e2e

import (
	"slices"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/ktrdr"
)

// derivedDefault returns the stack that would be derived from the Compose file of the
// default stack.
func derivedDefault(t *testing.T) derive.Derived {
	t.Helper()
	project := compose.NewProject("default", map[string]string{
		"COMPOSE_PROJECT_NAME": "default", "COMPOSE_FILE": "docker-compose.yml", "COMPOSE_PATH_SEPARATOR": ":",
		"COMPOSE_PROFILES": ktrdr.Default().Profiles, "KTRDR_DB_PASSWORD": "none",
	}, "KTRDR_")
	project.Dir = suite.root
	resolved, err := derived.Resolve(t.Context(), project)
	if err != nil {
		t.Fatal(err)
	}
	stack, err := derive.Stack(resolved.Project, resolved.Variables)
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

// What is derived from the Compose file explains the declaration, and the reverse: both
// have the same services and port variables. The declaration adds what only a program can
// ask: the register of the workers, and the path of a healthcheck that is in an image.
func TestTheDefaultStackIsWhatWouldBeDerived(t *testing.T) {
	declared, got := ktrdr.Default(), derivedDefault(t)
	how := make(map[string]string)
	for _, s := range got.Services {
		how[s.Name] = s.Asked.How
	}
	for _, service := range declared.Services {
		var want, variables []string
		for _, port := range service.Ports {
			want = append(want, port.Variable)
		}
		for _, port := range got.Ports {
			if port.Service == service.Name {
				variables = append(variables, port.Variable)
			}
		}
		slices.Sort(want)
		slices.Sort(variables)
		if !slices.Equal(variables, want) {
			t.Errorf("%s: the variables %q are derived, and %q declared", service.Name, variables, want)
		}
		if how[service.Name] == "" {
			t.Errorf("%s is not derived", service.Name)
		}
	}
	for service, want := range map[string]string{
		"db": "Postgres login", "grafana": "GET /api/health", "jaeger": "GET /", "prometheus": "GET /-/ready",
		"backend": "running", "training-worker-1": "running",
	} {
		if how[service] != want {
			t.Errorf("%s would be asked by %s, want %s", service, how[service], want)
		}
	}
	if len(got.Services) != len(declared.Services) {
		t.Errorf("%d services are derived, and %d declared", len(got.Services), len(declared.Services))
	}
}
