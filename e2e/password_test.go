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

// probesDerived probe the server as is derived from a Compose file. The service's
// text has SECRET in place of the password, which is once written there, and is once
// the value of a variable in .env.sandbox.
func (s *server) probesDerived(t *testing.T, service string) (all []gate.Probe) {
	t.Helper()
	variables, err := machine.Parse(inEnvSandbox(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{inCompose(), `"${PASSWORD}"`} {
		project := compose.NewProject("passwords", variables)
		project.Dir = t.TempDir()
		text := "services: {it: " + strings.ReplaceAll(service, "SECRET", password) + "}\n"
		if err := os.WriteFile(filepath.Join(project.Dir, "compose.yaml"), []byte(text), 0o600); err != nil {
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
		all = append(all, found.Stack.Service("it").Probe(stack.Endpoint{URL: s.address, Address: s.address}))
	}
	return all
}

// acceptsEverySign fails the test unless the probes that are derived from a service log in.
func (s *server) acceptsEverySign(t *testing.T, service string) {
	t.Helper()
	for _, probe := range s.probesDerived(t, service) {
		if err := once(t, probe); err != nil {
			t.Errorf("a password of every sign, in %s: %v", service, err)
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
	if err := in.init(); err != nil {
		t.Fatal(err)
	}
	in.write(t, machine.File, in.read(t)+inEnvSandbox(t))
	up := in.run(t, "sandbox:up")
	up.exits(t, 0)
	up.shows(t, "✓ inside ready (Postgres login inside the container)", "✓ literal ready (Postgres login)", "✓ variable ready (Postgres login)")
}
