//go:build unix

package images_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/composefile"
	"github.com/seed-491dada8/sandbox/internal/images"
	"github.com/seed-491dada8/sandbox/internal/stacktest"
)

// An image that several services build under one name is built once.
func TestASharedImageIsBuiltOnce(t *testing.T) {
	dir := t.TempDir()
	docker := "#!/bin/sh\ncase \"$*\" in *' build '*) echo \"$*\" >>" + filepath.Join(dir, "builds") + " ;; 'image inspect'*) exit 1 ;; esac\n"
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(docker), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	w := stacktest.Workspace("api", "other", "worker1", "worker2")
	w.Config.Services = map[string]composefile.Service{
		"api":     {Image: "shop:dev", Build: &composefile.Build{Context: "."}},
		"worker1": {Image: "shop:dev", Build: &composefile.Build{Context: "."}},
		"worker2": {Image: "shop:dev", Build: &composefile.Build{Context: "."}},
		"other":   {Build: &composefile.Build{Context: "other"}},
	}
	var steps []string
	if err := images.Prepare(t.Context(), w, false, func(text string) { steps = append(steps, text) }); err != nil {
		t.Fatal(err)
	}
	builds, err := os.ReadFile(filepath.Join(dir, "builds"))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(builds); strings.Count(got, "\n") != 1 || !strings.HasSuffix(got, " build api other\n") {
		t.Errorf("docker ran %q", got)
	}
	if got := strings.Join(steps, "; "); got != "building api, other" {
		t.Errorf("the steps are %q", got)
	}
}

// Docker Compose does not pull an image whose pull_policy is never, either.
func TestAnImageThatMayNotBePulledIsNot(t *testing.T) {
	dir := t.TempDir()
	docker := "#!/bin/sh\ncase \"$*\" in 'image inspect'*) exit 1 ;; *) echo \"$*\" >>" + filepath.Join(dir, "calls") + " ;; esac\n"
	if err := os.WriteFile(filepath.Join(dir, "docker"), []byte(docker), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	w := stacktest.Workspace("api")
	w.Config.Services = map[string]composefile.Service{"api": {Image: "shop:1", PullPolicy: "never"}}
	err := images.Prepare(t.Context(), w, false, func(text string) { t.Errorf("step %q", text) })
	if err == nil || !strings.Contains(err.Error(), "image shop:1 of api cannot be had: the engine does not have it, and pull_policy is never\ntry: ") {
		t.Errorf("got %v", err)
	}
	if calls, err := os.ReadFile(filepath.Join(dir, "calls")); err == nil {
		t.Errorf("docker ran %q", calls)
	}
}
