//go:build e2e

package e2e

import (
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// goTool runs `go tool mage` in a directory of the module.
func goTool(t *testing.T, dir string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "go", append([]string{"tool", "mage"}, args...)...)
	cmd.Dir, cmd.Env = filepath.Join(suite.root, dir), append(slices.Clone(suite.env), "SANDBOX_HOME="+suite.home)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	r := result{"go tool mage " + strings.Join(args, " "), stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
	r.isClean(t)
	return r
}

func TestBootstrapListsTargetsFromAnyDirectory(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{".", "e2e", "stack"} {
		r := goTool(t, dir, "-l")
		r.exits(t, 0)
		if r.stderr != "" {
			t.Errorf("stderr is not empty\n%s", r)
		}
		for _, target := range []string{"init", "up", "gate", "status", "logs", "down"} {
			if !regexp.MustCompile(`(?m)^  sandbox:` + target + ` +\S.*\.$`).MatchString(r.stdout) {
				t.Errorf("%s has no sentence\n%s", target, r)
			}
		}
	}
}

func TestBootstrapKeepsExitCodes(t *testing.T) {
	t.Parallel()
	in := newBareInstance(t)
	goTool(t, ".", "-w", in.dir, "sandbox:status").exits(t, 0)
	goTool(t, ".", "-w", in.dir, "sandbox:gate", "-timeout=soon").exits(t, 1)
	goTool(t, "e2e", "-w", in.dir, "sandbox:gate").exits(t, 2)
	listen(t, in.port(t, "KTRDR_API_PORT"))
	goTool(t, ".", "-w", in.dir, "sandbox:up").exits(t, 3)
}
