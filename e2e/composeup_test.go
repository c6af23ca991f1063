//go:build e2e

package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	machine "github.com/seed-491dada8/sandbox/internal/instance"
)

// examples are the projects in the folder examples that declare no stack, with the
// external networks that they expect.
var examples = []struct {
	name     string
	networks []string
}{
	{name: "todo"},
	{name: "blog"},
	{name: "mailer"},
	{name: "sensors", networks: []string{"monitoring"}},
}

// The Compose files are as people write them. What up reports is in
// testdata/examples.
func TestExamplesComeUpTwice(t *testing.T) {
	t.Parallel()
	provideImages(t)
	program, home := filepath.Join(t.TempDir(), "sandbox"), t.TempDir() // one home, so that no port is claimed twice
	buildProgram(t, program, "./cmd/sandbox")
	for _, example := range examples {
		for _, name := range example.networks {
			provideNetwork(t, name)
		}
	}
	for _, example := range examples {
		t.Run(example.name, func(t *testing.T) {
			t.Parallel()
			first := newExample(t, example.name, program, home)
			files := composeFiles(t, first.dir)
			up := first.run(t, "up")
			up.exits(t, 0)
			golden(t, filepath.Join("testdata/examples", example.name+".golden"), first.masked(t, up.stdout))

			second := *first
			second.id, second.dir = first.id+"-two", first.dir+"--two"
			second.slot = takeSlot(t)
			first.run(t, "create", "two", "-name="+second.id, fmt.Sprint("-slot=", second.slot)).exits(t, 0)
			second.run(t, "up").exits(t, 0)
			first.run(t, "gate").exits(t, 0) // beside the second
			sharesNoPort(t, first, &second)
			if example.name == "todo" { // its workers end when they lose the database
				first.run(t, "snapshot", "kept").exits(t, 0)
				first.run(t, "gate").exits(t, 0)
				first.run(t, "snapshots", "-delete=kept", "-yes").exits(t, 0)
			}

			for _, in := range []*instance{first, &second} {
				for name, before := range files {
					if after := readFile(t, filepath.Join(in.dir, name)); after != before {
						t.Errorf("%s of %s has changed:\n%s", name, in.id, after)
					}
				}
			}
			for _, in := range []*instance{&second, first} {
				in.run(t, "destroy", "-yes").exits(t, 0)
				leavesNothing(t, in.id)
			}
		})
	}
}

// newExample copies an example with its program, in a git repository of its own.
func newExample(t *testing.T, name, program, home string) *instance {
	t.Helper()
	id := instanceID(suite.count.Add(1))
	in := &instance{dir: filepath.Join(t.TempDir(), id), id: id, mage: program, env: []string{machine.HomeVariable + "=" + home}}
	if err := os.CopyFS(in.dir, os.DirFS(filepath.Join(suite.root, "examples", name))); err != nil {
		t.Fatal(err)
	}
	architecture := strings.TrimSpace(mustDocker(t, "version", "--format", "{{.Server.Arch}}"))
	buildProgram(t, filepath.Join(in.dir, "bin", name), "./examples/"+name, "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+architecture)
	in.git(t, "init", "-q", "-b", "main")
	in.git(t, "add", "-A")
	in.git(t, "commit", "-q", "-m", "an example")
	in.slot = takeSlot(t)
	in.initialise(t)
	t.Cleanup(func() {
		for _, id := range []string{in.id, in.id + "-two"} {
			if err := removeLeftovers(id); err != nil {
				t.Error(err)
			}
		}
	})
	return in
}

// initialise makes the directory an instance in the slot that is reserved for it.
func (in *instance) initialise(t *testing.T) {
	t.Helper()
	in.run(t, "sandbox:init", fmt.Sprint("-slot=", in.slot)).exits(t, 0)
}

// takeSlot reserves a slot against other runs of the suite until the test ends.
func takeSlot(t *testing.T) int {
	t.Helper()
	slot, err := suite.slots.take()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = suite.slots.giveBack(slot) })
	return slot
}

func buildProgram(t *testing.T, path, from string, env ...string) {
	t.Helper()
	cmd := exec.Command("go", "build", "-trimpath", "-o", path, from)
	cmd.Dir, cmd.Env = suite.root, append(slices.Clone(suite.env), env...)
	if _, err := output(cmd); err != nil {
		t.Fatal(err)
	}
}

// provideNetwork makes an external network if the engine does not have it, and removes
// it when the test ends.
func provideNetwork(t *testing.T, name string) {
	t.Helper()
	if mustDocker(t, "network", "ls", "--quiet", "--filter", "name=^"+name+"$") != "" {
		return
	}
	mustDocker(t, "network", "create", name)
	t.Cleanup(func() { mustDocker(t, "network", "rm", name) })
}

// composeFiles returns the texts of the YAML files in a directory by name.
func composeFiles(t *testing.T, dir string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.yml"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s has no Compose file: %v", dir, err)
	}
	files := make(map[string]string)
	for _, path := range paths {
		files[filepath.Base(path)] = readFile(t, path)
	}
	return files
}

// masked replaces the instance's id, its ports and all durations.
func (in *instance) masked(t *testing.T, text string) string {
	t.Helper()
	for name, value := range in.variables(t) {
		if strings.Contains(name, "PORT") {
			text = strings.ReplaceAll(text, ":"+value, ":$"+name)
		}
	}
	text = strings.ReplaceAll(text, in.id, "ID")
	return durations.ReplaceAllString(text, "0s")
}

var durations = regexp.MustCompile(`\d+(\.\d+)?m?s\b`)

// golden fails the test unless a text is that of a file, which -update writes anew.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := readFile(t, path); got != want {
		t.Errorf("got\n%s\nwant %s\n%s", got, path, want)
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

// sharesNoPort fails the test if two instances have a port in common.
func sharesNoPort(t *testing.T, first, second *instance) {
	t.Helper()
	used := make(map[string]string)
	for _, in := range []*instance{first, second} {
		for name, value := range in.variables(t) {
			if !strings.Contains(name, "PORT") {
				continue
			}
			if other := used[value]; other != "" {
				t.Errorf("port %s is %s of two instances", value, name)
			}
			used[value] = name
		}
	}
}

// leavesNothing fails the test if an instance has left anything on the engine.
func leavesNothing(t *testing.T, id string) {
	t.Helper()
	left, err := leftovers(id)
	if err != nil {
		t.Fatal(err)
	}
	images := mustDocker(t, "images", "--format", "{{.Repository}}:{{.Tag}}")
	for _, image := range strings.Fields(images) {
		if strings.HasSuffix(image, ":"+id) || strings.HasPrefix(image, id+"-") && !strings.HasPrefix(image, id+"-two-") {
			left = append(left, image)
		}
	}
	if len(left) > 0 {
		t.Errorf("destroy left %q of %s", left, id)
	}
}
