//go:build e2e && unix

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
)

// untried holds faults that prevent any start, because an image is missing.
var untried = []fault{
	{
		name:  "registry refuses an image",
		stack: services{"backend": "image: $REGISTRY/private/app:1"}, spoil: registry(http.StatusUnauthorized, "UNAUTHORIZED"),
		code: 1, cause: diagnose.PullRefused,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: ", "try: docker login $REGISTRY"},
	},
	{
		name:  "registry denies an image of two services",
		stack: services{"backend": "image: $REGISTRY/private/app:1", "training-worker-1": "image: $REGISTRY/private/app:1"},
		spoil: registry(http.StatusForbidden, "DENIED"), code: 1, cause: diagnose.PullRefused,
		says: []string{"image $REGISTRY/private/app:1 of backend, training-worker-1 cannot be had: ", "try: docker login $REGISTRY"},
	},
	{
		name:  "registry refuses an image that Compose always pulls",
		stack: services{"backend": "image: $REGISTRY/private/app:1, pull_policy: always"},
		spoil: then(registry(http.StatusUnauthorized, "UNAUTHORIZED"), imagePresent("private/app:1")), code: 1, cause: diagnose.PullRefused,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: ", "try: docker login $REGISTRY"},
	},
	{
		name:  "registry refuses an image that Compose always pulls, with -nowait",
		stack: services{"backend": "image: $REGISTRY/private/app:1, pull_policy: always"}, args: "sandbox:up -nowait",
		spoil: then(registry(http.StatusUnauthorized, "UNAUTHORIZED"), imagePresent("private/app:1")), code: 1, cause: diagnose.PullRefused,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: ", "try: docker login $REGISTRY"},
	},
	{
		name:  "registry does not have an image",
		stack: services{"backend": "image: $REGISTRY/private/app:1"}, spoil: registry(http.StatusNotFound, "MANIFEST_UNKNOWN"),
		code: 1, cause: diagnose.ImageMissing,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: "},
	},
	{
		name:  "registry fails",
		stack: services{"backend": "image: $REGISTRY/private/app:1"}, spoil: registry(http.StatusInternalServerError, "UNKNOWN"),
		code: 1, cause: diagnose.RegistryUnreachable,
		says: []string{"image $REGISTRY/private/app:1 of backend cannot be had: "},
	},
	{
		name:  "registry does not answer",
		stack: services{"db": "image: $REGISTRY/private/db:1"}, spoil: noRegistry, code: 1, cause: diagnose.RegistryUnreachable,
		says: []string{"image $REGISTRY/private/db:1 of db cannot be had: ", "connection refused"},
	},
	{
		name:  "image cannot be built: a file is missing",
		stack: services{"backend": "build: {context: ., dockerfile: bad.Dockerfile}, image: localhost/sandbox-no-such:e2e"},
		spoil: file("bad.Dockerfile", "FROM scratch\nCOPY no-such-file /\n"), code: 1, cause: diagnose.BuildFailed,
		says: []string{"image localhost/sandbox-no-such:e2e of backend cannot be had: ", "no-such-file"},
	},
	{
		name:  "image cannot be built: the directory is missing",
		stack: services{"backend": "build: no-such-directory, image: localhost/sandbox-no-such:e2e"}, code: 1, cause: diagnose.BuildFailed,
		says: []string{"image localhost/sandbox-no-such:e2e of backend cannot be had: ", "no-such-directory"},
	},
	{
		name:  "image cannot be built: the registry refuses its base",
		stack: services{"backend": "build: {context: ., dockerfile: bad.Dockerfile}, image: localhost/sandbox-no-such:e2e"},
		spoil: then(registry(http.StatusUnauthorized, "UNAUTHORIZED"), file("bad.Dockerfile", "FROM $REGISTRY/private/base:1\n")),
		code:  1, cause: diagnose.PullRefused,
		says: []string{"image localhost/sandbox-no-such:e2e of backend cannot be had: "},
	},
}

// registry returns a step that gives the instance a registry, $REGISTRY, which
// refuses every image. The engine accepts a registry on loopback without TLS.
func registry(status int, code string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/v2/" {
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"errors": [{"code": %q}]}`, code)
		}))
		t.Cleanup(server.Close)
		in.set(t, "REGISTRY", server.Listener.Addr().String())
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
