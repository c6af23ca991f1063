//go:build e2e

package e2e

import (
	"bytes"
	"errors"
	"os"
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

// elsewhere returns the environment of a shell that builds for another machine, below a go.work
// that does not list this module.
func elsewhere(t *testing.T) []string {
	t.Helper()
	work := filepath.Join(t.TempDir(), "go.work")
	if err := os.WriteFile(work, []byte("go 1.26.0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return append(slices.Clone(suite.env), "SANDBOX_HOME="+suite.home, "GOOS=plan9", "GOARCH=arm", "CGO_ENABLED=0", "GOFLAGS=-mod=mod", "GOWORK="+work)
}

func TestMakeAndTheDocumentedCommandGetThroughExportedSettings(t *testing.T) {
	t.Parallel()
	const cure = "GOOS= GOARCH= GOWORK=off go tool mage"
	if page := readFile(t, filepath.Join(suite.root, "docs", "troubleshooting.md")); !strings.Contains(page, "`"+cure+" TARGET`") {
		t.Errorf("the page of troubles does not have %s", cure)
	}
	in := newBareInstance(t)
	for line, want := range map[string]string{
		"make help":         "sandbox-status",
		"make sandbox-list": "",
		cure + " -l":        "sandbox:status",
		cure + " -w '" + in.dir + "' sandbox:status":      in.id,
		"env -u GOOS -u GOARCH -u GOWORK go tool mage -l": "sandbox:status", // GOFLAGS and CGO_ENABLED are no obstacle
	} {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
		cmd.Dir, cmd.Env = suite.root, elsewhere(t)
		if text, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v\n%s", line, err, text)
		}
	}
}
