//go:build e2e

package e2e

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// plainMagefile is all that a project without a declared stack needs.
const plainMagefile = `//go:build mage

//mage:multiline

package main

import (
	//mage:import sandbox
	_ "github.com/seed-491dada8/sandbox/targets"
)
`

// plainTools compiles the targets for projects that declare no stack, and their
// application, once.
var plainTools = sync.OnceValues(func() (dir string, err error) {
	dir = filepath.Join(suite.dir, "plain")
	if err := os.MkdirAll(filepath.Join(dir, "magefiles"), 0o700); err != nil {
		return "", err
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		content, read := os.ReadFile(filepath.Join(suite.root, "examples/shop", name))
		err = errors.Join(err, read, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	err = errors.Join(err, os.WriteFile(filepath.Join(dir, "magefiles", "sandbox.go"), []byte(plainMagefile), 0o600))
	if err != nil {
		return "", err
	}
	architecture, err := docker("version", "--format", "{{.Server.Arch}}")
	if err != nil {
		return "", err
	}
	for _, command := range [][]string{
		{"-C", dir, "mod", "edit", "-replace=github.com/seed-491dada8/sandbox=" + suite.root},
		{"-C", dir, "tool", "mage", "-compile", filepath.Join(dir, "mage")},
		{"-C", suite.root, "build", "-trimpath", "-o", filepath.Join(dir, "app"), "./e2e/testdata/plain"},
	} {
		cmd := exec.Command("go", command...)
		cmd.Env = append(slices.Clone(suite.env), "GOWORK=off")
		if command[2] == "build" {
			cmd.Env = append(cmd.Env, "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+strings.TrimSpace(architecture))
		}
		if _, err := output(cmd); err != nil {
			return "", err
		}
	}
	return dir, nil
})

// newPlain copies the project that knows nothing of sandboxes, in a git repository of
// its own, with a slot reserved for it. The stand-in for Postgres has the name of the
// image that the project uses.
func newPlain(t *testing.T) *instance {
	t.Helper()
	tools, err := plainTools()
	if err != nil {
		t.Fatal(err)
	}
	parent, id := t.TempDir(), instanceID(suite.count.Add(1))
	in := &instance{dir: filepath.Join(parent, id), id: id, mage: filepath.Join(tools, "mage"), env: []string{machine.HomeVariable + "=" + filepath.Join(parent, "home")}, slot: takeSlot(t)}
	if err := os.CopyFS(in.dir, os.DirFS(filepath.Join(suite.root, "e2e/testdata/plain/project"))); err != nil {
		t.Fatal(err)
	}
	database := "localhost/" + id + "/postgres:15"
	mustDocker(t, "tag", databaseImage(t), database)
	t.Cleanup(func() { mustDocker(t, "image", "rm", database) })
	compose := readFile(t, filepath.Join(in.dir, "docker-compose.yml"))
	in.write(t, "docker-compose.yml", strings.ReplaceAll(compose, "localhost/plain/postgres:15", database))
	if err := os.WriteFile(filepath.Join(in.dir, "app"), []byte(readFile(t, filepath.Join(tools, "app"))), 0o755); err != nil {
		t.Fatal(err)
	}
	in.git(t, "init", "-q", "-b", "main")
	in.git(t, "add", "-A")
	in.git(t, "commit", "-q", "-m", "a project")
	in.cleanUp(t, "plain/app")
	return in
}

// cleanUp removes the instance with its tag of an image when the test ends.
func (in *instance) cleanUp(t *testing.T, image string) {
	t.Helper()
	t.Cleanup(func() {
		in.run(t, "sandbox:down", "-volumes", "-yes")
		if left, err := leftovers(in.id); err != nil || len(left) > 0 {
			t.Errorf("down left %q of %s: %v", left, in.id, errors.Join(err, removeLeftovers(in.id)))
		}
		mustDocker(t, "image", "rm", "-f", image+":"+in.id)
	})
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// databaseImage returns the stand-in for Postgres on this machine.
func databaseImage(t *testing.T) string {
	t.Helper()
	variables, err := machine.MachineVariables("")
	if err != nil {
		t.Fatal(err)
	}
	return cmp.Or(variables["KTRDR_DB_IMAGE"], "timescale/timescaledb:2.17.2-pg16")
}

func TestAProjectThatKnowsNothingOfSandboxesComesUpTwice(t *testing.T) {
	first := newPlain(t)
	before := readFile(t, filepath.Join(first.dir, "docker-compose.yml"))
	first.comesUp(t) // without sandbox:init
	first.run(t, "sandbox:init").shows(t, "Instance: "+first.id+" (slot 1), unchanged")

	second := *first
	second.id, second.dir = first.id+"-two", first.dir+"--two"
	first.run(t, "sandbox:create", "two", "-name="+second.id).shows(t, "Instance: "+second.id+" (slot 2)")
	second.cleanUp(t, "plain/app")
	second.comesUp(t)

	first.run(t, "sandbox:gate").exits(t, 0) // beside the second
	sharesNoPort(t, first, &second)
	for _, in := range []*instance{first, &second} {
		if after := readFile(t, filepath.Join(in.dir, "docker-compose.yml")); after != before {
			t.Errorf("the Compose file of %s has changed:\n%s", in.id, after)
		}
		in.answersDatagrams(t)
	}
	first.run(t, "sandbox:list").shows(t, first.id, second.id)
}

// comesUp starts the instance, and wants it to be met in every way.
func (in *instance) comesUp(t *testing.T) {
	t.Helper()
	up := in.run(t, "sandbox:up")
	up.exits(t, 0)
	up.shows(t, "✓ db ready (Postgres login)", "✓ dns up (running)", "✓ media up (running)", "✓ migrate done (exit code 0)",
		"✓ web ready (GET /healthz)", "✓ worker up (running)", "PASSED", fmt.Sprintf("web: http://localhost:%d", in.port(t, "SANDBOX_PORT_WEB_8000")))
	in.run(t, "sandbox:status").shows(t, "Status: running", "(ready)", "(done)", "(up, 2 replicas)")

	media := strings.TrimSpace(in.bareCompose(t, "port media 9000"))
	for _, address := range []string{media, in.local(t, "SANDBOX_PORT_WEB_8000"), in.local(t, "ADMIN_PORT")} {
		response, err := http.Get("http://" + address + "/healthz")
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Errorf("%s answers %s", address, response.Status)
		}
	}
	first := in.port(t, "SANDBOX_PORT_MEDIA_9000")
	if _, text, _ := strings.Cut(media, "127.0.0.1:"); text < fmt.Sprint(first) || text > fmt.Sprint(first+3) {
		t.Errorf("media is on %s, and its range begins with %d", media, first)
	}
	services := slices.Compact(slices.Sorted(strings.FieldsSeq(in.bareCompose(t, "ps -a --format '{{.Service}}'"))))
	if want := []string{"db", "dns", "media", "migrate", "web", "worker"}; !slices.Equal(services, want) {
		t.Errorf("docker compose ps shows %q", services)
	}
}

// local returns the address of a port by its variable.
func (in *instance) local(t *testing.T, variable string) string {
	t.Helper()
	return fmt.Sprintf("127.0.0.1:%d", in.port(t, variable))
}

// bareCompose runs docker compose in another directory, in a shell that has evaluated
// what sandbox:env shows.
func (in *instance) bareCompose(t *testing.T, args string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", `eval "$("$0" sandbox:env)" && cd / && docker compose `+args, in.mage)
	cmd.Dir, cmd.Env = in.dir, append(slices.Clone(suite.env), in.env...)
	text, err := output(cmd)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// answersDatagrams sends a datagram to the instance's UDP port and wants it back.
func (in *instance) answersDatagrams(t *testing.T) {
	t.Helper()
	conn, err := net.Dial("udp", fmt.Sprintf("127.0.0.1:%d", in.port(t, "SANDBOX_PORT_DNS_53_UDP")))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answer := make([]byte, 10)
	err = errors.Join(conn.SetDeadline(time.Now().Add(commandTimeout)))
	_, sent := conn.Write([]byte("hello"))
	n, received := conn.Read(answer)
	if err := errors.Join(err, sent, received); err != nil || string(answer[:n]) != "hello" {
		t.Errorf("%s: got %q, %v", in.id, answer[:n], err)
	}
}

func TestAServiceThatIsAddedLaterGetsPortsOfItsOwn(t *testing.T) {
	in := newPlain(t)
	in.initialise(t)
	before := in.variables(t)
	in.write(t, overrideFile, "services: {aaa: {image: 'plain/app:dev', command: web, ports: ['8000:8000']}}\n")
	up := in.run(t, "sandbox:up")
	after := in.variables(t)
	up.shows(t, "✓ aaa up (running)", "PASSED", "aaa: http://localhost:"+after["SANDBOX_PORT_AAA_8000"])
	for name, value := range before {
		if after[name] != value {
			t.Errorf("%s was %s and is %s", name, value, after[name])
		}
	}
	if after["SANDBOX_PORT_AAA_8000"] == "" || after["SANDBOX_PORT_AAA_8000"] == after["SANDBOX_PORT_WEB_8000"] {
		t.Errorf("got %v", after)
	}
}

func TestAJobThatFailsIsNamedInADerivedStack(t *testing.T) {
	in := newPlain(t)
	in.initialise(t)
	in.write(t, overrideFile, "services: {migrate: {command: broken}}\n")
	up := in.run(t, "sandbox:up")
	up.exits(t, 2)
	up.shows(t, "FAILED", "✗ migrate not ready", "container migrate exited with code 1", `relation "users" does not exist`, "mage sandbox:logs -service=migrate")
}

func TestAMissingEnvFileIsNamedWithItsService(t *testing.T) {
	in := newPlain(t)
	in.initialise(t)
	in.write(t, overrideFile, "services: {web: {env_file: ./secret.env}}\n")
	up := in.run(t, "sandbox:up")
	up.exits(t, 1)
	up.complains(t, "secret.env does not exist, which "+overrideFile+" names as env_file of web")
}
