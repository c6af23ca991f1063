//go:build unix

package docker

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a build or a pull writes is of the image's making.
func TestShownOutputOfDockerIsPlain(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	dir := t.TempDir()
	script := "#!/bin/sh\nprintf 'step\\033[2J 1\\r\\n::error::x\\n'\nprintf '##[add-mask]y\\nlast' >&2\n"
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	shown, err := os.Create(filepath.Join(dir, "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	stderr := os.Stderr
	os.Stderr = shown
	err = Project{Name: "a"}.Run(t.Context(), true, "build")
	os.Stderr = stderr
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(shown.Name())
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"step 1\n", ": :error::x\n", "## [add-mask]y\n", "last"} {
		if !strings.Contains(string(text), line) {
			t.Errorf("%q is not in %q", line, text)
		}
	}
}
