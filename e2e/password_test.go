//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derive"
	"github.com/seed-491dada8/sandbox/internal/derived"
	machine "github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/stack"
)

// everySign is a password of every printable sign of ASCII.
const everySign = "pw !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~${HOME}$$"

// inCompose returns everySign as a Compose file has it.
func inCompose() string {
	return "'" + strings.NewReplacer("'", "''", "$", "$$").Replace(everySign) + "'"
}

// inEnvSandbox returns the line of .env.sandbox that gives PASSWORD the value everySign.
func inEnvSandbox(t *testing.T) string {
	t.Helper()
	line, err := machine.Line("PASSWORD", everySign)
	if err != nil {
		t.Fatal(err)
	}
	return line + "\n"
}

// derived returns the probe of the server that is derived from its service in a Compose
// file. Variables are those of .env.sandbox.
func (s *server) derived(t *testing.T, service string, variables map[string]string) gate.Probe {
	t.Helper()
	project := compose.NewProject("probes", variables)
	project.Dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(project.Dir, "compose.yaml"), []byte("services: {it: "+service+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	resolved, err := derived.Resolve(t.Context(), project)
	if err != nil {
		t.Fatal(err)
	}
	found, err := derive.Stack(resolved.Project, resolved.Variables)
	if err != nil {
		t.Fatal(err)
	}
	return found.Stack.Service("it").Probe(stack.Endpoint{URL: s.address, Address: s.address})
}

// acceptsEverySign fails the test unless the probe that is derived from a service logs in.
// The service has SECRET in place of its password, which is once the password itself, and
// once a variable of .env.sandbox.
func (s *server) acceptsEverySign(t *testing.T, service string) {
	t.Helper()
	variables, err := machine.Parse(inEnvSandbox(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{inCompose(), `"${PASSWORD}"`} {
		if err := once(t, s.derived(t, strings.ReplaceAll(service, "SECRET", password), variables)); err != nil {
			t.Errorf("the password of every sign, as %s: %v", password, err)
		}
	}
}

// Postgres gets its password from Compose, by its environment, and is asked from outside and
// by its own client.
func TestPostgresTakesAPasswordOfEverySign(t *testing.T) {
	t.Parallel()
	in := newPlain(t)
	image := "localhost/" + in.id + "/postgres:15"
	mustDocker(t, "tag", databaseImage(t), image)
	in.write(t, "docker-compose.yml", fmt.Sprintf(`services:
  literal:
    image: %[1]s
    environment: {POSTGRES_PASSWORD: %[2]s}
    ports: ["5433:5432"]
  variable:
    image: %[1]s
    environment: {POSTGRES_PASSWORD: "${PASSWORD}"}
    ports: ["5432:5432"]
  inside:
    image: %[1]s
    environment: {POSTGRES_PASSWORD: "${PASSWORD}"}
`, image, inCompose()))
	in.initialise(t)
	in.write(t, machine.File, in.read(t)+inEnvSandbox(t))
	up := in.run(t, "sandbox:up")
	up.exits(t, 0)
	up.shows(t, "✓ inside ready (Postgres login inside the container)", "✓ literal ready (Postgres login)", "✓ variable ready (Postgres login)")
}
