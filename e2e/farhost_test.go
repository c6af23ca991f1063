//go:build e2e && unix

package e2e

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/e2e/engine"
)

// farHost is another machine with an engine, as commands on this machine reach it.
type farHost struct{ *engine.Engine }

// newFarHost starts a far host that has the images of the stack and of the tests.
func newFarHost(t *testing.T) *farHost {
	t.Helper()
	e := startEngine(t, engine.Options{Linked: true})
	images, err := engine.StackImages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	faults, err := faultsImage()
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Load(t.Context(), append(images, faults)...); err != nil {
		t.Fatal(err)
	}
	return &farHost{e}
}

// docker runs the docker CLI on the far engine.
func (h *farHost) docker(args ...string) (string, error) {
	return output(h.Docker(context.Background(), args...))
}

func (h *farHost) mustDocker(t *testing.T, args ...string) string {
	t.Helper()
	text, err := h.docker(args...)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// holdsNothing fails the test if the far engine has any object of the instance.
func (h *farHost) holdsNothing(t *testing.T, in *instance) {
	t.Helper()
	if left, err := leftoversOn(h.docker, in.id); err != nil || len(left) > 0 {
		t.Errorf("%s holds %q, %v", h.Address(), left, err)
	}
}

// stranger runs a container on the far engine that belongs to no instance.
func (h *farHost) stranger(t *testing.T, name string, flags ...string) {
	t.Helper()
	faults, err := faultsImage()
	if err != nil {
		t.Fatal(err)
	}
	h.mustDocker(t, slices.Concat([]string{"run", "-d", "--name", name}, flags, []string{faults, "serve"})...)
	t.Cleanup(func() { h.docker("rm", "-f", name) })
}

// forward listens on a free local port and passes connections on to the same port
// of the far host. It returns the port.
func (h *farHost) forward(t *testing.T) int {
	t.Helper()
	listener := listen(t, 0)
	port := listener.Addr().(*net.TCPAddr).Port
	go func() {
		for {
			local, err := listener.Accept()
			if err != nil {
				return // the test has ended
			}
			go func() {
				defer local.Close()
				remote, err := net.Dial("tcp", net.JoinHostPort(h.Address(), strconv.Itoa(port)))
				if err != nil {
					return
				}
				defer remote.Close()
				go io.Copy(remote, local)
				io.Copy(local, remote)
			}()
		}
	}()
	return port
}

// move points an instance at the far host, as a user would by hand.
func (in *instance) move(t *testing.T, h *farHost, host string) {
	t.Helper()
	for _, variable := range append(h.Linked(host), "SANDBOX_BIND=0.0.0.0") {
		name, value, _ := strings.Cut(variable, "=")
		in.set(t, name, value)
	}
	in.file = in.read(t)
}

// goingBy returns the far host under another name from its certificate. Only the
// instance's commands can resolve that name.
func (h *farHost) goingBy(t *testing.T, in *instance, name string) *instance {
	t.Helper()
	hosts := filepath.Join(t.TempDir(), "hosts")
	if err := os.WriteFile(hosts, []byte("127.0.0.1 localhost\n"+h.Address()+" "+name+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	resolving := in.exporting()
	resolving.inside = []string{"unshare", "-m", "sh", "-c", `mount --bind "$0" /etc/hosts && exec "$@"`, hosts}
	return resolving
}

// newContext returns a configuration of the docker client with a context for the
// far host.
func (h *farHost) newContext(t *testing.T, context, host string) string {
	t.Helper()
	dir, user := t.TempDir(), os.Getenv("DOCKER_CONFIG")
	if user == "" {
		user = filepath.Join(os.Getenv("HOME"), ".docker")
	}
	if err := os.Symlink(filepath.Join(user, "cli-plugins"), filepath.Join(dir, "cli-plugins")); err != nil {
		t.Fatal(err)
	}
	v := make(map[string]string)
	for _, variable := range h.Linked(host) {
		name, value, _ := strings.Cut(variable, "=")
		v[name] = value
	}
	file := func(name string) string { return filepath.Join(v["DOCKER_CERT_PATH"], name) }
	mustDocker(t, "--config", dir, "context", "create", context, "--docker",
		fmt.Sprintf("host=%s,ca=%s,cert=%s,key=%s", v["DOCKER_HOST"], file("ca.pem"), file("cert.pem"), file("key.pem")))
	return dir
}
