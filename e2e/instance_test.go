//go:build e2e

package e2e

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/joho/godotenv"

	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

const envFile = ".env.sandbox"

// instance is a directory with a copy of the project and a .env.sandbox.
type instance struct {
	dir, id string
	slot    int
	mage    string   // its own compiled magefile; "" for the project's
	env     []string // in addition to the suite's
	inside  []string // prefix that runs its commands in the network of its own engine
	file    string   // .env.sandbox as written by sandbox:init
	up      result   // result of the first sandbox:up, for the shared instance

	registry *fakeRegistry // $REGISTRY, for a fault of an image
	stop     func()        // stops what holds a port in place of a service
}

// newInstance returns an instance that is removed when the test ends. It uses the
// shared application image.
func newInstance(t *testing.T) *instance {
	t.Helper()
	in := newBareInstance(t)
	image, err := suite.image()
	if err != nil {
		t.Fatal(err)
	}
	in.set(t, "KTRDR_BACKEND_IMAGE", image)
	in.file = in.read(t)
	return in
}

// newBareInstance returns an instance that would build its own application image.
func newBareInstance(t *testing.T) *instance {
	t.Helper()
	in := newDirectory(t)
	if err := in.init(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			in.run(t, "sandbox:status")
			in.run(t, "sandbox:logs", "-tail=20")
		}
		if err := errors.Join(in.remove(), suite.slots.giveBack(in.slot)); err != nil {
			t.Error(err)
		}
	})
	return in
}

// newDirectory returns a copy of the project that is not an instance yet.
func newDirectory(t *testing.T) *instance {
	t.Helper()
	in, err := makeDirectory(t.TempDir(), instanceID(suite.count.Add(1)))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// makeDirectory creates a directory, and the home of a machine that knows this
// machine's images but no other instance.
func makeDirectory(parent, id string) (*instance, error) {
	in := &instance{dir: filepath.Join(parent, id), id: id, env: []string{"SANDBOX_HOME=" + filepath.Join(parent, "home")}}
	return in, errors.Join(copyProject(in.dir), copyImages(filepath.Join(parent, "home")))
}

// copyImages creates a home that knows the machine's images but has no claims. A
// command without its own home may have left claims in the suite's.
func copyImages(home string) error {
	images, err := os.ReadFile(filepath.Join(suite.home, machine.ImagesFile))
	return errors.Join(err, os.MkdirAll(home, 0o700), os.WriteFile(filepath.Join(home, machine.ImagesFile), images, 0o600))
}

// init makes the directory an instance in a free slot.
func (in *instance) init() (err error) {
	if in.slot, err = suite.slots.take(); err != nil {
		return err
	}
	r, err := in.execute("sandbox:init", "-slot="+strconv.Itoa(in.slot))
	if err == nil && r.code != 0 {
		err = errors.New(r.String())
	}
	if err != nil {
		return err
	}
	content, err := os.ReadFile(filepath.Join(in.dir, envFile))
	in.file = string(content)
	return err
}

// copyProject copies the parts of the repository that a stack needs.
func copyProject(dir string) error {
	err := os.CopyFS(filepath.Join(dir, "ktrdr/app"), os.DirFS(filepath.Join(suite.root, "ktrdr/app")))
	for _, name := range []string{"docker-compose.yml", "ktrdr/Dockerfile", "ktrdr/.dockerignore"} {
		content, read := os.ReadFile(filepath.Join(suite.root, name))
		err = errors.Join(err, read, os.WriteFile(filepath.Join(dir, name), content, 0o644))
	}
	return err
}

// remove deletes all remains of the instance. It returns an error that lists what
// sandbox:down should have deleted.
func (in *instance) remove() error {
	left, err := leftovers(in.id)
	if err != nil || len(left) == 0 {
		return err
	}
	err = os.WriteFile(filepath.Join(in.dir, envFile), []byte(in.file), 0o600)
	err = errors.Join(err, os.RemoveAll(filepath.Join(in.dir, overrideFile)))
	r, down := in.execute("sandbox:down", "-volumes", "-yes")
	if err = errors.Join(err, down); r.code != 0 {
		err = errors.Join(err, errors.New(r.String()))
	}
	left, listed := leftovers(in.id)
	if len(left) > 0 {
		err = errors.Join(err, fmt.Errorf("sandbox:down left %q of %s", left, in.id), removeLeftovers(in.id))
	}
	return errors.Join(err, listed)
}

// healthy returns the shared instance, which runs and is ready. A test that changes
// that must restore it.
func healthy(t *testing.T) *instance {
	t.Helper()
	in, err := suite.healthy()
	if err != nil {
		t.Fatal(err)
	}
	if in.up.code != 0 {
		t.Fatalf("the shared instance did not start\n%s", in.up)
	}
	return in
}

// exporting returns the instance as seen from a shell that exports the variables.
func (in *instance) exporting(variables ...string) *instance {
	shell := *in
	shell.env = append(slices.Clone(in.env), variables...)
	return &shell
}

// run runs a target in the instance's directory.
func (in *instance) run(t *testing.T, args ...string) result {
	t.Helper()
	r, err := in.execute(args...)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r)
	r.isClean(t)
	if variables, err := godotenv.Unmarshal(in.file); err == nil && variables["KTRDR_DB_PASSWORD"] != "" {
		r.keepsQuiet(t, variables["KTRDR_DB_PASSWORD"])
	}
	return r
}

func (in *instance) command(ctx context.Context, args ...string) *exec.Cmd {
	words := slices.Concat(in.inside, []string{cmp.Or(in.mage, suite.mage)}, args)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Dir = in.dir
	cmd.Env = append(slices.Clone(suite.env), in.env...)
	cmd.WaitDelay = time.Second
	return cmd
}

// execute is run without a test. It returns an error if the command was killed.
func (in *instance) execute(args ...string) (result, error) {
	ctx, cancel := context.WithTimeout(context.Background(), commandTimeout)
	defer cancel()
	var stdout, stderr bytes.Buffer
	cmd := in.command(ctx, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	r := result{"mage " + strings.Join(args, " "), stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
	var exit *exec.ExitError
	if errors.As(err, &exit) && ctx.Err() == nil {
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("%w\n%s", errors.Join(err, ctx.Err()), r)
	}
	return r, err
}

// compose runs docker compose for the instance directly.
func (in *instance) compose(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("docker", append([]string{"compose", "--env-file", envFile}, args...)...)
	cmd.Dir, cmd.Env = in.dir, suite.env
	text, err := output(cmd)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// container returns the id of a service's container.
func (in *instance) container(t *testing.T, service string) string {
	t.Helper()
	id := strings.TrimSpace(in.compose(t, "ps", "-aq", service))
	if id == "" {
		t.Fatalf("%s has no container %s", in.id, service)
	}
	return id
}

// read returns the current .env.sandbox.
func (in *instance) read(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(in.dir, envFile))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func (in *instance) variables(t *testing.T) map[string]string {
	t.Helper()
	variables, err := godotenv.Unmarshal(in.read(t))
	if err != nil {
		t.Fatal(err)
	}
	return variables
}

// port returns one of the instance's ports by its variable.
func (in *instance) port(t *testing.T, variable string) int {
	t.Helper()
	number, err := strconv.Atoi(in.variables(t)[variable])
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// set changes a variable in .env.sandbox.
func (in *instance) set(t *testing.T, name, value string) {
	t.Helper()
	line := regexp.MustCompile(`(?m)^` + name + `=.*\n`)
	in.write(t, envFile, line.ReplaceAllLiteralString(in.read(t), "")+name+"="+value+"\n")
}

const overrideFile = "docker-compose.override.yml"

// write writes a file in the instance's directory.
func (in *instance) write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(in.dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// containers returns the number of containers of a complete instance.
func (in *instance) containers(t *testing.T) int {
	if in.hasGrafana(t) {
		return 9
	}
	return 8
}

func (in *instance) url(t *testing.T, port string) string {
	return fmt.Sprintf("http://localhost:%d", in.port(t, port))
}
