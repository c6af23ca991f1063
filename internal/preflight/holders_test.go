package preflight

import (
	"testing"

	"github.com/seed-491dada8/sandbox/internal/docker"
)

func TestOwnerIsWhatAContainersLabelsSay(t *testing.T) {
	dir := t.TempDir()
	for _, test := range []struct{ project, dir, want string }{
		{"", dir, "container c"},
		{"p", "", "Compose project p (container c)"},
		{"p", "/gone", "Compose project p in /gone (container c)"},
		{"p\x1b[31m", "/a\x1b]0;b\x07\nc", "Compose project p in /a c (container c)"},
	} {
		c := docker.Container{Name: "/c"}
		c.Config.Labels = map[string]string{"com.docker.compose.project": test.project, "com.docker.compose.project.working_dir": test.dir}
		if got := owner(c); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
