//go:build unix && e2e

package property_test

import (
	"cmp"
	"crypto/rand"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNoTargetLosesAnythingOnTheEngine runs only histories that start something,
// one after the other.
func TestNoTargetLosesAnythingOnTheEngine(t *testing.T) {
	buildImage(t)
	count := cmp.Or(*histories, 5)
	for next := *seed; count > 0; next++ {
		h := newHistory(next)
		if !slices.Contains(h, step{"x", "ups"}) {
			continue
		}
		count--
		ran, err := happen(t, h)
		t.Logf("history %d: %s", next, strings.Join(ran, ", "))
		if err != nil {
			t.Errorf("again: go test -tags e2e ./e2e/property -seed=%d -histories=1\n%s\n\n%v", next, h, err)
		}
	}
}

// buildImage builds the image of all services: a program that waits.
func buildImage(t *testing.T) {
	t.Helper()
	suite.image = "localhost/property:" + strings.ToLower(rand.Text()[:6])
	dir := t.TempDir()
	compile := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(dir, "faults"), "../testdata/faults")
	compile.Env = append(compile.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	err := errors.Join(
		write(filepath.Join(dir, "Dockerfile"), "FROM scratch\nCOPY faults /faults\nENTRYPOINT [\"/faults\"]\nCMD [\"serve\"]\n"),
		output(compile), output(exec.Command("docker", "build", "-q", "-t", suite.image, dir)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := output(exec.Command("docker", "image", "rm", suite.image)); err != nil {
			t.Error(err)
		}
	})
}

// happen runs a history on the machine's engine, cleans up, and returns the steps
// that did something.
func happen(t *testing.T, h history) (ran []string, err error) {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		return nil, err
	}
	w, err := newWorld(root, "p"+strings.ToLower(rand.Text()[:6]), "")
	if err != nil {
		return nil, err
	}
	err = w.live(h)
	return w.ran, errors.Join(err, w.clear())
}

// clear removes everything that the world made on the engine.
func (w *world) clear() (err error) {
	for _, kind := range []struct{ list, remove []string }{
		{[]string{"ps", "-aq"}, []string{"rm", "-f", "-v"}},
		{[]string{"volume", "ls", "-q"}, []string{"volume", "rm"}},
		{[]string{"network", "ls", "-q"}, []string{"network", "rm"}},
	} {
		names, listed := w.docker(append(kind.list, "--filter", "name="+w.name)...)
		err = errors.Join(err, listed)
		if names != "" {
			_, removed := w.docker(append(kind.remove, strings.Fields(names)...)...)
			err = errors.Join(err, removed)
		}
	}
	return err
}
