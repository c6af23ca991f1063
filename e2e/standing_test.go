//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSecondUpStartsComposeOnlyIfNeeded(t *testing.T) {
	t.Parallel()
	image := fmt.Sprintf("localhost/e2e-standing:%d", os.Getpid())
	t.Cleanup(func() { mustDocker(t, "image", "rm", "-f", image) })
	in := newInstance(t)
	mustDocker(t, "tag", in.image(t, "jaeger"), image)
	in.set(t, "KTRDR_JAEGER_IMAGE", image)
	in.only(t, "jaeger")
	shell, log := in.logging(t)
	starts := func() int { return strings.Count(read(t, log), "compose up\n") }
	up := func(args ...string) {
		t.Helper()
		r := shell.run(t, append([]string{"sandbox:up"}, args...)...)
		r.exits(t, 0)
		r.shows(t, "Startability Gate: PASSED")
	}
	up()
	before := in.container(t, "jaeger")

	t.Run("nothing, if all runs unchanged", func(t *testing.T) {
		was := starts()
		up()
		up()
		shell.run(t, "sandbox:up", "-nowait").exits(t, 0)
		if starts() != was || was == 0 {
			t.Errorf("docker compose up ran %d times at first, then %d more", was, starts()-was)
		}
	})
	for _, test := range []struct {
		name     string
		change   func(t *testing.T)
		args     []string
		replaced bool
	}{
		{"a container was stopped", func(t *testing.T) { mustDocker(t, "stop", "-t", "0", before) }, nil, false},
		{"the user wants images built", func(*testing.T) {}, []string{"-build"}, false},
		{"a network was disconnected", func(t *testing.T) { mustDocker(t, "network", "disconnect", in.id+"_default", before) }, nil, true},
		{"a file was edited", func(t *testing.T) { in.only(t, "jaeger", `environment: {EDITED: "1"}`) }, nil, true},
		{"the image's name refers to another image", func(t *testing.T) { mustDocker(t, "commit", before, image) }, nil, true},
		{"a container was removed", func(t *testing.T) { mustDocker(t, "rm", "-f", before) }, nil, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			was := starts()
			test.change(t)
			up(test.args...)
			after := in.container(t, "jaeger")
			if starts() != was+1 || (after != before) != test.replaced {
				t.Errorf("docker compose up ran %d times; container %s is now %s, want another: %v", starts()-was, before, after, test.replaced)
			}
			before = after
		})
	}
}

// logging returns the instance as seen from a shell whose docker logs the first two
// words of each command line.
func (in *instance) logging(t *testing.T) (shell *instance, log string) {
	t.Helper()
	dir := t.TempDir()
	log = filepath.Join(dir, "log")
	writeScript(t, filepath.Join(dir, "docker"), fmt.Sprintf("echo \"$1 $2\" >>'%s'\nexec '%s' \"$@\"\n", log, realDocker(t)))
	return in.exporting("PATH=" + dir + string(os.PathListSeparator) + os.Getenv("PATH")), log
}

// image returns the image that a service would run on now.
func (in *instance) image(t *testing.T, service string) string {
	t.Helper()
	return strings.TrimSpace(in.compose(t, "config", "--images", service))
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
