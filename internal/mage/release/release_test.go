package release_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/seed-491dada8/sandbox/internal/mage/release"
)

const (
	module = "../../.."
	// most is the size that a program may have.
	most = 20_000_000
)

func TestARelease(t *testing.T) {
	here := []release.Platform{{OS: runtime.GOOS, Arch: runtime.GOARCH}}
	first, second := build(t, here), build(t, here)
	name, sums := only(t, first)
	if _, again := only(t, second); again != sums {
		t.Errorf("a second build differs: %s and %s", sums, again)
	}
	if !strings.HasSuffix(sums, "  "+name+"\n") {
		t.Errorf("the checksums are %q", sums)
	}
	program := filepath.Join(first, name)
	version, err := exec.CommandContext(t.Context(), program, "--version").Output()
	if err != nil || string(version) != "sandbox v1.2.3-rc.1\n" {
		t.Errorf("--version says %q, %v", version, err)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if len(content) >= most {
		t.Errorf("the program has %d bytes, and may have %d", len(content), most)
	}
	if root, err := filepath.Abs(module); err != nil || bytes.Contains(content, []byte(root)) {
		t.Errorf("the program contains the path %s, %v", root, err)
	}
}

func build(t *testing.T, platforms []release.Platform) (dir string) {
	t.Helper()
	dir = t.TempDir()
	r := release.Release{Module: module, Dir: dir, Version: "v1.2.3-rc.1", Platforms: platforms, Out: io.Discard}
	if err := r.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// only returns the name of the only program in a folder, and its checksums.
func only(t *testing.T, dir string) (name, sums string) {
	t.Helper()
	programs, err := filepath.Glob(filepath.Join(dir, "sandbox_*"))
	if err != nil || len(programs) != 1 {
		t.Fatalf("%s has %q, %v", dir, programs, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, release.Sums))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(programs[0]), string(text)
}

func TestAVersionThatIsNoneIsRefused(t *testing.T) {
	for _, version := range []string{"", "1.2.3", "v1 -X main.other=x", "v1.2.3'"} {
		err := release.Release{Module: module, Dir: t.TempDir(), Version: version, Out: io.Discard}.Build(t.Context())
		if err == nil || !strings.Contains(err.Error(), "such as v1.2.3") {
			t.Errorf("%q: %v", version, err)
		}
	}
}

func TestTheReleaseWorkflowUsesTheTarget(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(module, "docs/ci/github-release.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct {
			Steps []struct{ Run string }
		}
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	var commands []string
	for _, step := range workflow.Jobs["program"].Steps {
		commands = append(commands, step.Run)
	}
	for _, want := range []string{`go tool mage build -version="$GITHUB_REF_NAME"`, " dist/*"} {
		if !strings.Contains(strings.Join(commands, "\n"), want) {
			t.Errorf("%q does not contain %s", commands, want)
		}
	}
	if page, err := os.ReadFile(filepath.Join(module, "docs/ci.md")); err != nil || !strings.Contains(string(page), "```yaml\n"+string(text)+"```") {
		t.Error("docs/ci.md does not show docs/ci/github-release.yml, or an older one")
	}
}
