//go:build e2e

package e2e

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// fakeRegistry serves one image under every name. Until it is open, it refuses every
// image. The engine accepts a registry on loopback without TLS.
type fakeRegistry struct {
	status int    // of a refusal
	code   string // of a refusal
	open   atomic.Bool
}

// ServeHTTP answers as the registry's API describes it. A registry that asks for a
// login serves whoever has logged in.
func (f *fakeRegistry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _, authorised := r.BasicAuth()
	login := f.status == http.StatusUnauthorized || f.status == http.StatusForbidden
	switch served, err := servedImage(); {
	case err != nil:
		http.Error(w, err.Error(), http.StatusTeapot)
	case login && !authorised && !f.open.Load():
		w.Header().Set("WWW-Authenticate", `Basic realm="private"`)
		f.refuse(w, http.StatusUnauthorized)
	case r.URL.Path == "/v2/":
	case !authorised && !f.open.Load():
		f.refuse(w, f.status)
	case strings.Contains(r.URL.Path, "/manifests/"):
		w.Header().Set("Content-Type", manifestType)
		w.Header().Set("Docker-Content-Digest", digest(served.manifest))
		_, _ = w.Write(served.manifest)
	default:
		_, _ = w.Write(served.blobs[filepath.Base(r.URL.Path)])
	}
}

func (f *fakeRegistry) refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"errors": [{"code": %q, "message": "no"}]}`, f.code)
}

const manifestType = "application/vnd.docker.distribution.manifest.v2+json"

// image is an image as a registry stores it.
type image struct {
	manifest []byte
	blobs    map[string][]byte // by digest
}

// servedImage reads the image of testdata/faults from the engine, once.
var servedImage = sync.OnceValues(func() (image, error) {
	name, err := faultsImage()
	if err != nil {
		return image{}, err
	}
	archive := filepath.Join(suite.dir, "faults.tar")
	if _, err := docker("save", "-o", archive, name); err != nil {
		return image{}, err
	}
	files, err := untar(archive)
	if err != nil {
		return image{}, err
	}
	var saved []struct {
		Config string
		Layers []string
	}
	if err := json.Unmarshal(files["manifest.json"], &saved); err != nil {
		return image{}, err
	}
	served := image{blobs: make(map[string][]byte)}
	part := func(mediaType, file string) map[string]any {
		content := files[file]
		served.blobs[digest(content)] = content
		return map[string]any{"mediaType": mediaType, "size": len(content), "digest": digest(content)}
	}
	var layers []map[string]any
	for _, layer := range saved[0].Layers {
		layers = append(layers, part("application/vnd.docker.image.rootfs.diff.tar.gzip", layer))
	}
	served.manifest, err = json.Marshal(map[string]any{
		"schemaVersion": 2, "mediaType": manifestType,
		"config": part("application/vnd.docker.container.image.v1+json", saved[0].Config), "layers": layers,
	})
	return served, err
})

func digest(content []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(content)) }

func untar(path string) (map[string][]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	files := make(map[string][]byte)
	for archive := tar.NewReader(file); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if files[header.Name], err = io.ReadAll(archive); err != nil {
			return nil, err
		}
	}
}

// registry returns a step that gives the instance a registry, $REGISTRY, which refuses
// every image.
func registry(status int, code string) func(*testing.T, *instance) {
	return func(t *testing.T, in *instance) {
		ownDockerConfig(t, in)
		in.registry = &fakeRegistry{status: status, code: code}
		server := httptest.NewServer(in.registry)
		t.Cleanup(server.Close)
		in.set(t, "REGISTRY", server.Listener.Addr().String())
		t.Cleanup(func() {
			if _, err := docker("image", "inspect", server.Listener.Addr().String()+"/private/app:1"); err == nil {
				mustDocker(t, "image", "rm", "-f", server.Listener.Addr().String()+"/private/app:1")
			}
		})
	}
}

// registryOpens makes the instance's registry hand out images.
func registryOpens(_ *testing.T, in *instance) { in.registry.open.Store(true) }

// ownDockerConfig gives the instance a docker configuration, so that a login changes
// nobody else's.
func ownDockerConfig(t *testing.T, in *instance) {
	t.Helper()
	dir := t.TempDir()
	before := os.Getenv("DOCKER_CONFIG")
	if before == "" {
		before = filepath.Join(os.Getenv("HOME"), ".docker")
	}
	if err := os.Symlink(filepath.Join(before, "cli-plugins"), filepath.Join(dir, "cli-plugins")); err != nil {
		t.Fatal(err)
	}
	in.env = append(in.env, "DOCKER_CONFIG="+dir)
}
