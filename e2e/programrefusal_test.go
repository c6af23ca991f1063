//go:build e2e && unix

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// programRefusals are refused before anything starts. Those with init are refused by an
// instance, the others before there is one.
var programRefusals = []struct {
	name  string
	args  string
	init  bool
	spoil func(t *testing.T, in *instance)
	says  []string
}{
	{"no Compose file", "up", false, withFile("compose.yaml", ""), []string{"there is no Compose file here"}},
	{"no Compose file any more", "status", true, withFile("compose.yaml", ""), []string{"there is no Compose file here"}},
	{"Compose file that is not YAML", "up", false, withFile("compose.yaml", "services: ["), []string{"the Compose file is invalid"}},
	{"no services", "up", false, withFile("compose.yaml", "services: {}"), []string{"no service"}},
	{"home below a file", "up", false, homeAt("file/home"), []string{"the home ", "file/home cannot be written", "not a directory; set SANDBOX_HOME to a directory that can"}},
	{"home that is a file", "init", false, homeAt("file"), []string{"the home ", "file cannot be written", "set SANDBOX_HOME"}},
	{"no docker", "up", false, withDocker(""), []string{"there is no docker command here; install Docker Engine", "on Debian `sandbox setup`"}},
	{"no Compose", "up", true, withDocker(`echo "docker: 'compose' is not a docker command." >&2; exit 1`), []string{"there is no Docker Compose 2.24.7 or later here"}},
	{"old Compose", "up", true, withDocker(`[ "$2" = version ] && echo 2.10.2 && exit; exit 1`), []string{"there is no Docker Compose 2.24.7 or later here"}},
	{"no engine", "up", false, exported("DOCKER_HOST=unix:///nonexistent/docker.sock"), []string{"the Docker engine does not answer; start it, or mend DOCKER_HOST in .env.sandbox"}},
	{"no terminal to ask on", "down -volumes", true, nil, []string{"-yes"}},
	{"no terminal to destroy on", "destroy", true, nil, []string{"-yes"}},
	{"no instance", "gate", false, nil, []string{"`sandbox init` makes one"}},
	{"unknown instance", "destroy -instance=nope", true, nil, []string{`there is no instance "nope"; there are e2e-`}},
	{"malformed file", "gate", true, withFile(envFile, "INSTANCE_ID=x\nno variable\n"), []string{".env.sandbox: line 2 "}},
	{"key by hand", "gate", true, setTo(machine.KeyVariable, "mine"), []string{"that `sandbox init` wrote"}},
	{"watched by a program", "status -watch -json", true, nil, []string{"call the target with -json again and again"}},
	{"not started", "gate", true, nil, []string{"`sandbox up` starts it"}},
	{"shell that has no completion", "completion tcsh", false, nil, []string{"name bash, zsh or fish"}},
}

// The program refuses with a sentence that says what to type, in its own form.
func TestProgramRefusesInItsOwnWords(t *testing.T) {
	t.Parallel()
	for _, test := range programRefusals {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := newStranger(t)
			if test.init {
				in.initialise(t)
				in.file = in.read(t)
				if strings.Contains(in.file, "mage") {
					t.Errorf("%s speaks of mage:\n%s", envFile, in.file)
				}
			}
			if test.spoil != nil {
				test.spoil(t, in)
			}
			r := in.run(t, strings.Fields(test.args)...)
			if r.code == 0 {
				t.Errorf("it is not refused\n%s", r)
			}
			r.tells(t, test.says...)
			r.speaksOfTheProgram(t)
		})
	}
}

// newStranger returns a directory with a Compose file that the program handles, without a
// magefile or a git repository, and with a slot reserved for it.
func newStranger(t *testing.T) *instance {
	t.Helper()
	parent, id := t.TempDir(), instanceID(suite.count.Add(1))
	in := &instance{dir: filepath.Join(parent, id), id: id, mage: program(t), env: []string{machine.HomeVariable + "=" + filepath.Join(parent, "home")}, slot: takeSlot(t)}
	if err := os.Mkdir(in.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	in.write(t, "compose.yaml", "services: {web: {image: localhost/no-such-image, ports: ['8000']}}\n")
	return in
}

// homeAt returns a step that moves the home to a path in the directory, in which `file` is a
// file.
func homeAt(path string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		in.write(t, "file", "no folder\n")
		in.env = append(in.env, machine.HomeVariable+"="+filepath.Join(in.dir, path))
	}
}

// exported returns a step that adds a variable to the environment.
func exported(variable string) func(*testing.T, *instance) {
	return func(_ *testing.T, in *instance) { in.env = append(in.env, variable) }
}
