//go:build e2e

package e2e

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/report"
)

// obstacle is an addition to a project that sandbox:up and sandbox:doctor both report.
type obstacle struct {
	name, override string
	said           string // NAME is the instance's id
	starts         bool   // it is only warned of
}

var obstaclesOfAStart = []obstacle{
	{"an external network", "services: {web: {networks: [shared]}}\nnetworks: {shared: {external: true, name: NAME-none}}", "the external network NAME-none does not exist", false},
	{"an external volume", "services: {web: {volumes: ['dump:/dump']}}\nvolumes: {dump: {external: true, name: NAME-none}}", "the external volume NAME-none does not exist", false},
	{"the file of a secret", "services: {web: {secrets: [token]}}\nsecrets: {token: {file: ./none.txt}}", "service web needs the secret token, and its file ", false},
	{"an env_file", "services: {web: {env_file: [none.env]}}", "none.env does not exist, which docker-compose.override.yml names as env_file of web", false},
	{"a port that does not exist", "services: {web: {ports: ['70000:80']}}", "service web publishes port 70000, and a port is a number from 1 to 65535", false},
	{"docker.sock", "services: {web: {volumes: ['/var/run/docker.sock:/docker.sock']}}", "service web uses docker.sock", true},
	{"the machine's network", "services: {agent: {image: 'plain/app:dev', command: worker, network_mode: host}}", "service agent uses the machine's own network", true},
	{"no obstacle", "services: {}", "", true},
}

func TestDoctorFindsWhatUpFindsBeforeTheStartAndNothingElse(t *testing.T) {
	in := newPlain(t)
	in.write(t, "docker-compose.yml", `
services:
  web: {build: ., image: "plain/app:dev", command: web, ports: ["18700:8000"], x-sandbox: {ready: GET /healthz}}
`)
	in.initialise(t)
	in.run(t, "sandbox:up", "-build", "-nowait").exits(t, 0)
	for _, o := range obstaclesOfAStart {
		t.Run(o.name, func(t *testing.T) {
			in.write(t, overrideFile, strings.ReplaceAll(o.override, "NAME", in.id)+"\n")
			in.agree(t, strings.ReplaceAll(o.said, "NAME", in.id), o.starts)
		})
	}
	t.Run("a port that is taken", func(t *testing.T) {
		in.write(t, overrideFile, "services: {}\n")
		in.run(t, "sandbox:down").exits(t, 0)
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", in.port(t, "SANDBOX_PORT_WEB_8000")))
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		in.agree(t, "(web) is held by ", false)
	})
}

// agree wants doctor to find what up says before the start, and nothing else. An obstacle
// that is only warned of does not keep the instance from starting.
func (in *instance) agree(t *testing.T, said string, starts bool) {
	t.Helper()
	up := in.run(t, "sandbox:up", "-nowait")
	if (up.code == 0) != starts {
		t.Errorf("exit code %d", up.code)
	}
	var found []string
	var document report.Doctor
	in.document(t, &document, "sandbox:doctor", "-json")
	for _, f := range document.Findings {
		if f.Status != report.FindingProblem && (f.Status != report.FindingWarning || f.Subject != "Compose file") {
			continue
		}
		if found = append(found, f.Message); !strings.Contains(up.stderr, f.Message) {
			t.Errorf("up does not say %q of doctor:\n%s", f.Message, up.stderr)
		}
	}
	text := strings.Join(found, "\n")
	switch {
	case said == "" && (text != "" || strings.Contains(up.stderr, "warning: ")):
		t.Errorf("doctor says %q, and up %s", text, up.stderr)
	case !strings.Contains(text, said) || !strings.Contains(up.stderr, said):
		t.Errorf("want %q, got of doctor %q, of up %s", said, text, up.stderr)
	}
}

// A range that begins with a variable ends before a number that is put in its place.
func TestAVariableThatSetsAPortIsFoundBesideOneThatComposeRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "compose.yaml")
	text := "services: {web: {image: x, ports: ['${WEB_PORT:-8000}:80', '${LOW:-9000}-9005:90']}}"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	project := compose.NewProject("ranged", map[string]string{"COMPOSE_FILE": file})
	project.Dir = dir
	resolved, err := derived.Resolve(t.Context(), project)
	if err != nil || resolved.Variables["web/80/tcp"] != "WEB_PORT" || len(resolved.Variables) != 1 {
		t.Errorf("got %v, %v", resolved.Variables, err)
	}
}
