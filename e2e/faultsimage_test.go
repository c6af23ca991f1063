//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// faultsImage builds the image of testdata/faults once.
var faultsImage = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(suite.dir, "faults")
	architecture, err := docker("version", "--format", "{{.Server.Arch}}")
	if err != nil {
		return "", err
	}
	compile := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(dir, "faults"), "./e2e/testdata/faults")
	compile.Dir = suite.root
	compile.Env = append(slices.Clone(suite.env), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+strings.TrimSpace(architecture))
	if _, err := output(compile); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte("FROM scratch\nCOPY faults /faults\nENTRYPOINT [\"/faults\"]\n"), 0o600); err != nil {
		return "", err
	}
	image := "localhost/sandbox-app:" + suite.name + "-faults" // removed together with the application's image
	_, err = docker("build", "-q", "-t", image, dir)
	return image, err
})
