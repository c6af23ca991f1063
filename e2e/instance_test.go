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

// instance is a directory with a copy of the project and an .env.sandbox.
type instance struct {
	dir, id string
	slot    int
	mage    string   // its own compiled magefile; empty for the project's
	env     []string // over the suite's
	inside  []string // puts its commands into the network of an engine of its own
	file    string   // .env.sandbox as sandbox:init wrote it
	up      result   // of the first sandbox:up of the shared one
}

// newInstance makes one that is gone when the test ends. It uses the
// application image that all share.
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

// newBareInstance makes one that would build its application image.
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

// newDirectory is a copy of the project that is no instance yet.
func newDirectory(t *testing.T) *instance {
	t.Helper()
	in, err := makeDirectory(t.TempDir(), instanceID(suite.count.Add(1)))
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// makeDirectory makes one, and the home of a machine that knows its images and
// no other instance.
func makeDirectory(parent, id string) (*instance, error) {
	in := &instance{dir: filepath.Join(parent, id), id: id, env: []string{"KTRDR_SANDBOX_HOME=" + filepath.Join(parent, "home")}}
	return in, errors.Join(copyProject(in.dir), copyImages(filepath.Join(parent, "home")))
}

// copyImages makes a home that knows the machine's images, and none of the
// claims that a command without a home of its own may have left in the suite's.
func copyImages(home string) error {
	images, err := os.ReadFile(filepath.Join(suite.home, machine.ImagesFile))
	return errors.Join(err, os.MkdirAll(home, 0o700), os.WriteFile(filepath.Join(home, machine.ImagesFile), images, 0o600))
}

// init makes the directory an instance in a slot of its own.
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

// copyProject copies what a stack needs of the repository.
func copyProject(dir string) error {
	err := os.CopyFS(filepath.Join(dir, "ktrdr/app"), os.DirFS(filepath.Join(suite.root, "ktrdr/app")))
	for _, name := range []string{"docker-compose.yml", "ktrdr/Dockerfile", "ktrdr/.dockerignore"} {
		content, read := os.ReadFile(filepath.Join(suite.root, name))
		err = errors.Join(err, read, os.WriteFile(filepath.Join(dir, name), content, 0o644))
	}
	return err
}

// remove deletes whatever there is of the instance, and tells what
// sandbox:down should have deleted and did not.
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

// healthy is the instance that all tests share: it runs and is ready. A test
// that changes that puts it right again.
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

// exporting is the instance seen from a shell that exports variables.
func (in *instance) exporting(variables ...string) *instance {
	shell := *in
	shell.env = append(slices.Clone(in.env), variables...)
	return &shell
}

// run runs a target in the instance's directory to its end.
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

// execute is run without a test. The error is for a command that did not end by
// itself.
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

// compose runs docker compose for the instance, past the targets.
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

// container is the id of a service's container.
func (in *instance) container(t *testing.T, service string) string {
	t.Helper()
	id := strings.TrimSpace(in.compose(t, "ps", "-aq", service))
	if id == "" {
		t.Fatalf("%s has no container %s", in.id, service)
	}
	return id
}

// read is the .env.sandbox as it is now.
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

// port is one of the instance's, by its variable.
func (in *instance) port(t *testing.T, variable string) int {
	t.Helper()
	number, err := strconv.Atoi(in.variables(t)[variable])
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// set gives a variable of .env.sandbox another value.
func (in *instance) set(t *testing.T, name, value string) {
	t.Helper()
	line := regexp.MustCompile(`(?m)^` + name + `=.*\n`)
	in.write(t, envFile, line.ReplaceAllLiteralString(in.read(t), "")+name+"="+value+"\n")
}

const overrideFile = "docker-compose.override.yml"

// write puts a file into the instance's directory.
func (in *instance) write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(in.dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
