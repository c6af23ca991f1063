//go:build e2e

package e2e

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/report"
)

// obstacle is an addition to a project, or a fault on the engine, that sandbox:up and
// sandbox:doctor both report.
type obstacle struct {
	name, override string
	said           string // NAME is the instance's id
	starts         bool   // it is only warned of
	make           func(t *testing.T, in *instance)
}

var obstaclesOfAStart = []obstacle{
	{"an external network", "services: {web: {networks: [shared]}}\nnetworks: {shared: {external: true, name: NAME-none}}", "the external network NAME-none does not exist", false, nil},
	{"an external volume", "services: {web: {volumes: ['dump:/dump']}}\nvolumes: {dump: {external: true, name: NAME-none}}", "the external volume NAME-none does not exist", false, nil},
	{"the file of a secret", "services: {web: {secrets: [token]}}\nsecrets: {token: {file: ./none.txt}}", "service web needs the secret token, and its file ", false, nil},
	{"the file of a config", "services: {web: {configs: [flags]}}\nconfigs: {flags: {file: ./none.txt}}", "service web needs the config flags, and its file ", false, nil},
	{"the variables of secrets", "services: {web: {secrets: [a, b]}}\nsecrets: {a: {environment: NONE_A}, b: {environment: NONE_B}}", "secrets or configs take their content from variables that are not set: NONE_A, NONE_B", false, nil},
	{"one variable for the ports of two", "services: {web: {ports: ['${PUBLISHED:-18701}:8001']}, two: {image: 'plain/app:dev', command: worker, ports: ['${PUBLISHED:-18701}:8001']}}", "services two, web publish one port, which PUBLISHED sets", false, nil},
	{"an env_file", "services: {web: {env_file: [none.env]}}", "none.env does not exist, which docker-compose.override.yml names as env_file of web", false, nil},
	{"a port that does not exist", "services: {web: {ports: ['70000:80']}}", "service web publishes port 70000, and a port is a number from 1 to 65535", false, nil},
	{"profiles that leave no service", "services: {web: {profiles: [extra]}}", "no service is started", false, nil},
	{"an image that nobody has", "services: {odd: {image: 'localhost/NAME-none:1'}}", "localhost/NAME-none:1", false, nil},
	{"a volume of another instance", "services: {web: {volumes: ['kept:/kept']}}\nvolumes: {kept: {}}", "volume NAME_kept, of the instance in /elsewhere", false, volumeLabelled("sandbox.key=of-another", "com.docker.compose.project.working_dir=/elsewhere")},
	{"a volume of unknown origin", "services: {web: {volumes: ['old:/old']}}\nvolumes: {old: {}}", "volumes exist that cannot be proven to be this instance's: volume NAME_old", false, volumeLabelled()},
	{"a folder that instances share", "services: {web: {volumes: ['/var/tmp:/shared']}}", "/var/tmp", true, nil},
	{"an address of the main worktree", "services: {web: {environment: {URL: 'http://localhost:18700/'}}}", "names localhost:18700, which is not this instance's", true, nil},
	{"docker.sock", "services: {web: {volumes: ['/var/run/docker.sock:/docker.sock']}}", "service web uses docker.sock", true, nil},
	{"the machine's network", "services: {agent: {image: 'plain/app:dev', command: worker, network_mode: host}}", "service agent uses the machine's own network", true, nil},
	{"a volume with a new definition", "services: {web: {volumes: ['made:/made']}}\nvolumes: {made: {labels: {team: two}}}", "volume NAME_made was made with another driver", true, func(t *testing.T, in *instance) {
		text := readFile(t, filepath.Join(in.dir, overrideFile))
		in.write(t, overrideFile, strings.ReplaceAll(text, "two", "one"))
		in.run(t, "sandbox:up", "-nowait").exits(t, 0)
		in.write(t, overrideFile, text)
	}},
	{"no obstacle", "services: {}", "", true, nil},
}

// volumeLabelled makes the volume of the override file with labels.
func volumeLabelled(labels ...string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		_, definition, _ := strings.Cut(readFile(t, filepath.Join(in.dir, overrideFile)), "\nvolumes: {")
		name, _, _ := strings.Cut(definition, ":")
		args := []string{"volume", "create"}
		for _, label := range labels {
			args = append(args, "--label", label)
		}
		mustDocker(t, append(args, in.id+"_"+name)...)
		t.Cleanup(func() { mustDocker(t, "volume", "rm", in.id+"_"+name) })
	}
}

func TestDoctorFindsWhatUpFindsBeforeTheStartAndNothingElse(t *testing.T) {
	t.Parallel()
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
			if o.make != nil {
				o.make(t, in)
			}
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
	var document report.Doctor
	in.document(t, &document, "sandbox:doctor", "-json")
	up := in.run(t, "sandbox:up", "-nowait")
	if (up.code == 0) != starts {
		t.Errorf("exit code %d", up.code)
	}
	found := ofTheStart(document.Findings)
	for _, message := range found {
		if !strings.Contains(up.stderr, message) {
			t.Errorf("up does not say %q of doctor:\n%s", message, up.stderr)
		}
	}
	for line := range strings.Lines(up.stderr) {
		if _, warned, is := strings.Cut(line, "warning: "); is && !slices.Contains(found, strings.TrimSpace(warned)) {
			t.Errorf("doctor does not say %q of up, but %q", warned, found)
		}
	}
	if text := strings.Join(found, "\n"); said == "" && text != "" || !strings.Contains(text, said) || (len(found) == 0) != (said == "") {
		t.Errorf("want %q, got of doctor %q", said, text)
	}
}

// ofTheStart returns the messages of doctor that a start has, too. Of an image it returns
// the name.
func ofTheStart(findings []report.Finding) (messages []string) {
	for _, f := range findings {
		isWarned := f.Status == report.FindingWarning && slices.Contains([]string{"Compose file", "Ports", "Volumes", "Images"}, f.Subject)
		if !isWarned && f.Status != report.FindingProblem {
			continue
		}
		message, _, _ := strings.Cut(f.Message, " not pulled yet")
		messages = append(messages, message)
	}
	return messages
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
