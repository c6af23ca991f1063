//go:build e2e

package e2e

import (
	"cmp"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the scenarios in testdata/script. Each has a directory with a
// copy of the project, and a home without instances. The command `exits CODE
// PROGRAM ARGS...` fails the scenario unless the program exits with CODE.
func TestScripts(t *testing.T) {
	programs := t.TempDir()
	if err := os.Symlink(suite.mage, filepath.Join(programs, "mage")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program(t), filepath.Join(programs, "sandbox")); err != nil {
		t.Fatal(err)
	}
	modules := exec.Command("go", "env", "GOMODCACHE", "GOCACHE", "GOPROXY", "GOSUMDB")
	caches, err := output(modules)
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", programs+string(os.PathListSeparator)+os.Getenv("PATH"))
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("DOCKER_CONFIG", cmp.Or(os.Getenv("DOCKER_CONFIG"), filepath.Join(os.Getenv("HOME"), ".docker")))
			env.Setenv("SANDBOX_HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("ROOT", suite.root)
			for i, value := range strings.Split(strings.TrimSpace(caches), "\n") {
				env.Setenv([]string{"GOMODCACHE", "GOCACHE", "GOPROXY", "GOSUMDB"}[i], value)
			}
			env.Setenv("GIT_AUTHOR_NAME", "a")
			env.Setenv("GIT_AUTHOR_EMAIL", "a@example.com")
			env.Setenv("GIT_COMMITTER_NAME", "a")
			env.Setenv("GIT_COMMITTER_EMAIL", "a@example.com")
			return errors.Join(copyImages(filepath.Join(env.WorkDir, "home")), copyProject(filepath.Join(env.WorkDir, "repo")))
		},
	})
}

func exits(ts *testscript.TestScript, negated bool, args []string) {
	if negated || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("exit code %q is not a number", args[0])
	}
	code := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%s: %v", strings.Join(args[1:], " "), err)
	}
	if code != want {
		ts.Fatalf("%s exits with %d, want %d", strings.Join(args[1:], " "), code, want)
	}
}
