//go:build e2e && unix

package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// untried holds faults that prevent any start, because an image is missing.
var untried = []fault{
	{
		name:  "registry refuses an image",
		stack: services{"backend": private}, spoil: registry(http.StatusUnauthorized, "UNAUTHORIZED"),
		code: 1, cause: diagnose.PullRefused,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: ", "try: docker login $REGISTRY"},
	},
	{
		name:  "registry denies an image of two services",
		stack: services{"backend": "image: $REGISTRY/private/app:1, command: workers training-worker-1", "training-worker-1": "image: $REGISTRY/private/app:1, command: deaf"},
		spoil: registry(http.StatusForbidden, "DENIED"), code: 1, cause: diagnose.PullRefused,
		says: []string{"image $REGISTRY/private/app:1 of backend, training-worker-1 cannot be had: ", "try: docker login $REGISTRY"},
	},
	{
		name:  "registry refuses an image that Compose always pulls",
		stack: services{"backend": private + ", pull_policy: always"},
		spoil: then(registry(http.StatusUnauthorized, "UNAUTHORIZED"), imagePresent("private/app:1")), code: 1, cause: diagnose.PullRefused,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: ", "try: docker login $REGISTRY"},
	},
	{
		name:  "registry refuses an image that Compose always pulls, with -nowait",
		stack: services{"backend": private + ", pull_policy: always"}, args: "sandbox:up -nowait",
		spoil: then(registry(http.StatusUnauthorized, "UNAUTHORIZED"), imagePresent("private/app:1")), code: 1, cause: diagnose.PullRefused,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: ", "try: docker login $REGISTRY"},
	},
	{
		name:  "registry does not have an image",
		stack: services{"backend": private}, spoil: registry(http.StatusNotFound, "MANIFEST_UNKNOWN"),
		code: 1, cause: diagnose.ImageMissing,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: "},
	},
	{
		name:  "registry has handed out too many images",
		stack: services{"backend": private}, spoil: registry(http.StatusTooManyRequests, "TOOMANYREQUESTS"),
		code: 1, cause: diagnose.RateLimited, mend: registryOpens,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: "},
	},
	{
		name:  "registry fails",
		stack: services{"backend": private}, spoil: registry(http.StatusInternalServerError, "UNKNOWN"),
		code: 1, mend: registryOpens, cause: diagnose.RegistryUnreachable,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: "},
	},
	{
		name:  "registry does not answer",
		stack: services{"backend": private}, spoil: noRegistry, code: 1, cause: diagnose.RegistryUnreachable,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: ", "connection refused"}, mend: loaded("private/app:1"),
	},
	{
		name:  "image cannot be built: a file is missing",
		stack: services{"backend": "build: {context: ., dockerfile: bad.Dockerfile}, image: localhost/sandbox-no-such:file, command: serve"},
		spoil: file("bad.Dockerfile", "FROM scratch\nCOPY no-such-file /\n"), mend: buildableIn("bad.Dockerfile", "file"), code: 1, cause: diagnose.BuildFailed,
		says: []string{"image localhost/sandbox-no-such:file of backend cannot be had: ", "no-such-file"},
	},
	{
		name:  "image cannot be built: the directory is missing",
		stack: services{"backend": "build: no-such-directory, image: localhost/sandbox-no-such:folder, command: serve"}, mend: buildableIn("no-such-directory/Dockerfile", "folder"), code: 1, cause: diagnose.BuildFailed,
		says: []string{"image localhost/sandbox-no-such:folder of backend cannot be had: ", "no-such-directory"},
	},
	{
		name:  "image cannot be built: the registry refuses its base",
		stack: services{"backend": "build: {context: ., dockerfile: bad.Dockerfile}, image: localhost/sandbox-no-such:base, command: serve"},
		spoil: then(registry(http.StatusUnauthorized, "UNAUTHORIZED"), file("bad.Dockerfile", "FROM $REGISTRY/private/base:1\n"), removedAfterwards("base")),
		code:  1, cause: diagnose.PullRefused,
		says: []string{"image localhost/sandbox-no-such:base of backend cannot be had: "},
	},
}

// private is a service on an image of $REGISTRY.
const private = "image: $REGISTRY/private/app:1, command: serve"

// buildableIn returns a step that writes a Dockerfile of the image with a tag that can be built.
func buildableIn(name, tag string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(in.dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		removedAfterwards(tag)(t, in)
		file(name, "FROM $FAULTS_IMAGE\n")(t, in)
	}
}

// removedAfterwards returns a step that has the image with a tag removed when the test ends:
// once it is built, the next run would find it.
func removedAfterwards(tag string) func(*testing.T, *instance) {
	return func(t *testing.T, _ *instance) {
		t.Cleanup(func() { mustDocker(t, "image", "rm", "-f", "localhost/sandbox-no-such:"+tag) })
	}
}

// loaded returns a step that brings an image of the registry with docker load.
func loaded(name string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		image, archive := in.variables(t)["REGISTRY"]+"/"+name, filepath.Join(t.TempDir(), "image.tar")
		mustDocker(t, "tag", in.variables(t)["FAULTS_IMAGE"], image)
		mustDocker(t, "save", "-o", archive, image)
		mustDocker(t, "image", "rm", image)
		mustDocker(t, "load", "-i", archive)
		t.Cleanup(func() { mustDocker(t, "image", "rm", "-f", image) })
	}
}

// noRegistry gives the instance a registry address without a listener.
func noRegistry(t *testing.T, in *instance) {
	listener := listen(t, 0)
	in.set(t, "REGISTRY", listener.Addr().String())
	listener.Close()
}

// imagePresent returns a step that tags an image with a name in the registry.
func imagePresent(name string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		image := in.variables(t)["REGISTRY"] + "/" + name
		mustDocker(t, "tag", in.variables(t)["FAULTS_IMAGE"], image)
		t.Cleanup(func() { mustDocker(t, "image", "rm", image) })
	}
}

// file returns a step that writes a file in the instance's directory, with
// variables of .env.sandbox expanded.
func file(name, content string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		in.write(t, name, os.Expand(content, func(variable string) string { return in.variables(t)[variable] }))
	}
}
