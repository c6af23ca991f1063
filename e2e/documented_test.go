//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The README's commands print what the README says when typed in a fresh clone.
// This test runs alone, because init must find the documented slots free.
func TestDocumentedCommandsWork(t *testing.T) {
	clone := newClone(t)
	t.Run("the demo", func(t *testing.T) {
		demo := regexp.MustCompile(`(?m)^    (make demo) `).FindStringSubmatch(section(t, "Try the demo"))
		if demo == nil {
			t.Fatal("the README does not mention make demo")
		}
		if output := clone.types(t, demo[1]); !strings.Contains(output, "Startability Gate: PASSED") {
			t.Errorf("%s said\n%s", demo[1], output)
		}
		clone.types(t, "go tool mage down -volumes -yes")
	})
	t.Run("the CI workflow", func(t *testing.T) {
		steps := regexp.MustCompile(`(?m)^      - run: (go tool mage .*)$`).FindAllStringSubmatch(page(t, "docs/ci/github-workflow.yml"), -1)
		var said string
		for _, step := range steps {
			said += clone.types(t, step[1])
		}
		for _, want := range []string{"Startability Gate: PASSED", "Instance ready"} {
			if !strings.Contains(said, want) {
				t.Errorf("%d steps did not print %q:\n%s", len(steps), want, said)
			}
		}
		if text, err := os.ReadFile(filepath.Join(clone.dir, ".sandbox/stack.log")); err != nil || !strings.Contains(string(text), "backend") {
			t.Errorf("the log is %q, %v", text, err)
		}
		if left, err := leftovers(clone.id); err != nil || len(left) > 0 {
			t.Errorf("the last step left %q, %v", left, err)
		}
	})
	t.Run("a worktree", func(t *testing.T) {
		var script []string
		for _, line := range regexp.MustCompile(`(?m)^\$ (.*)$`).FindAllStringSubmatch(section(t, "Work in several worktrees"), -1) {
			command, _, _ := strings.Cut(line[1], "#")
			command = strings.ReplaceAll(command, "../repo--", "../"+clone.id+"--")
			if strings.Contains(command, "sandbox:destroy") { // there is no terminal to ask on
				command += " -yes"
			}
			script = append(script, command)
		}
		said := clone.types(t, strings.Join(script, "\n"))
		for _, want := range []string{"Instance: " + clone.id + "--feat-x (slot ", "Startability Gate: PASSED", "is destroyed"} {
			if !strings.Contains(said, want) {
				t.Errorf("%q did not print %q:\n%s", script, want, said)
			}
		}
		if _, err := os.Stat(clone.dir + "--feat-x"); err == nil || clone.git(t, "branch", "--list", "feat-x") == "" {
			t.Errorf("the worktree still exists, or its branch does not: %v", err)
		}
	})
}

// section returns the README's text under a heading.
func section(t *testing.T, heading string) string {
	t.Helper()
	_, text, found := strings.Cut(page(t, "README.md"), "\n## "+heading+"\n")
	if !found {
		t.Fatalf("the README has no section %q", heading)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	return text
}

// newClone returns a clone of the repository with the uncommitted changes.
func newClone(t *testing.T) *instance {
	t.Helper()
	in := newDirectory(t)
	files, err := output(exec.Command("git", "-C", suite.root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"))
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(files, "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(suite.root, name))
		if os.IsNotExist(err) { // deleted, but not committed
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(in.dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		in.write(t, name, string(content))
	}
	in.git(t, "init", "-q", "-b", "main")
	in.git(t, "add", "-A")
	in.git(t, "commit", "-q", "-m", "all")
	t.Cleanup(func() {
		for _, id := range []string{in.id, in.id + "--feat-x"} {
			if err := removeLeftovers(id); err != nil {
				t.Error(err)
			}
			if image := "localhost/sandbox-app:" + id; imageIsThere(image) {
				mustDocker(t, "image", "rm", "-f", image)
			}
		}
	})
	return in
}

func imageIsThere(name string) bool {
	_, err := docker("image", "inspect", "--format", "{{.Id}}", name)
	return err == nil
}

// types runs a line of a document in the instance's directory and returns its
// output.
func (in *instance) types(t *testing.T, line string) string {
	t.Helper()
	shell := exec.CommandContext(t.Context(), "sh", "-e", "-c", line)
	shell.Dir, shell.Env = in.dir, append(slices.Clone(suite.env), in.env...)
	text, err := shell.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", line, err, text)
	}
	return string(text)
}
