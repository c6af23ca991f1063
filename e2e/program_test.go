//go:build e2e

package e2e

import (
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// program returns the path of the program sandbox, which is built once.
func program(t *testing.T) string {
	t.Helper()
	path, err := builtProgram()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var builtProgram = sync.OnceValues(func() (string, error) {
	path := filepath.Join(suite.dir, "program", "sandbox")
	build := exec.Command("go", "build", "-o", path, "./cmd/sandbox")
	build.Dir, build.Env = suite.root, suite.env
	_, err := output(build)
	return path, err
})
