//go:build e2e && unix

package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fourServices is a project with two servers that are not Postgres. ID stands for the
// instance.
const fourServices = `services:
  cache: {image: localhost/ID/redis:7, command: redis-server --requirepass right --save "", ports: ["6379:6379"]}
  sessions: {image: localhost/ID/memcached:1, user: "65534", command: memcached, ports: ["11211:11211"]}
  web: {image: localhost/ID/app, command: /usr/bin/web web, ports: ["8000:8000"], x-sandbox: {ready: GET /healthz}}
  worker: {image: localhost/ID/app, command: /usr/bin/worker worker, deploy: {replicas: 2}}
x-sandbox: {hostnames: true}
`

// The program alone, on a path without Go, handles a project from a subdirectory.
func TestProgramAloneOnAPathWithoutGo(t *testing.T) {
	t.Parallel()
	in := newStranger(t)
	in.write(t, "compose.yaml", strings.ReplaceAll(fourServices, "ID", in.id))
	in.buildServers(t)
	in.env = append(in.env, "PATH="+onlyDocker(t))
	t.Cleanup(func() { in.run(t, "down", "-volumes", "-yes") })
	in.initialise(t)
	page := fmt.Sprintf("web: http://%s.localhost:%d", in.id, in.port(t, "SANDBOX_PORT_WEB_8000"))
	project := in.dir
	in.dir = filepath.Join(project, "deep", "er")
	if err := os.MkdirAll(in.dir, 0o700); err != nil {
		t.Fatal(err)
	}

	up := in.run(t, "up")
	up.exits(t, 0)
	up.shows(t, "✓ cache ready (Redis PING)", "✓ sessions ready (memcached", "✓ web ready (GET /healthz)", "✓ worker up (running)", "PASSED", page)
	in.run(t, "status").shows(t, "Status: running")

	in.setCachePassword(t, filepath.Join(project, envFile), "other")
	wrong := in.run(t, "gate", "-timeout=10s")
	wrong.exits(t, 2)
	wrong.shows(t, "FAILED", "✗ cache not ready", "password")

	mustDocker(t, "kill", in.id+"-worker-2")
	killed := in.run(t, "gate", "-timeout=10s")
	killed.exits(t, 2)
	killed.shows(t, "✗ worker not ready", "worker 2 of 2 is stopped: it exited with code 137")

	in.run(t, "down").exits(t, 0)
	in.run(t, "status").shows(t, "Status: not started")
}

// onlyDocker returns a path with nothing but docker.
func onlyDocker(t *testing.T) string {
	t.Helper()
	bin := t.TempDir()
	if err := os.Symlink(realDocker(t), filepath.Join(bin, "docker")); err != nil {
		t.Fatal(err)
	}
	return bin
}

// buildServers builds one image with the machine's Redis and memcached, their libraries and
// the application, under the names that the project uses.
func (in *instance) buildServers(t *testing.T) {
	t.Helper()
	tools, err := plainTools()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	files := []string{debian(t, "/usr/bin/redis-server"), debian(t, "/usr/bin/memcached")}
	for _, program := range files[:2] {
		libraries, err := output(exec.Command("ldd", program))
		if err != nil {
			t.Fatal(err)
		}
		for word := range strings.FieldsSeq(libraries) {
			if filepath.IsAbs(word) {
				files = append(files, word)
			}
		}
	}
	for _, file := range files {
		in.copyInto(t, root, file, file)
	}
	in.copyInto(t, root, filepath.Join(tools, "app"), "/usr/bin/web")
	in.copyInto(t, root, filepath.Join(tools, "app"), "/usr/bin/worker")
	dockerfile := "FROM scratch\nCOPY . /\nENV PATH=/usr/bin\n"
	if err := os.WriteFile(filepath.Join(root, "Dockerfile"), []byte(dockerfile), 0o600); err != nil {
		t.Fatal(err)
	}
	build := []string{"build", "-q"}
	for _, name := range []string{"redis:7", "memcached:1", "app"} {
		image := "localhost/" + in.id + "/" + name
		build = append(build, "-t", image)
		t.Cleanup(func() { mustDocker(t, "image", "rm", image) })
	}
	mustDocker(t, append(build, root)...)
}

func (in *instance) copyInto(t *testing.T, root, from, to string) {
	t.Helper()
	to = filepath.Join(root, to)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, []byte(readFile(t, from)), 0o755); err != nil {
		t.Fatal(err)
	}
}

// setCachePassword gives the running Redis a password that the Compose file does not have.
func (in *instance) setCachePassword(t *testing.T, file, password string) {
	t.Helper()
	_, port, found := strings.Cut(readFile(t, file), "SANDBOX_PORT_CACHE_6379=")
	if !found {
		t.Fatalf("%s has no port of the cache", file)
	}
	conn, err := net.Dial("tcp", "127.0.0.1:"+strings.Trim(strings.SplitN(port, "\n", 2)[0], `"'`))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "AUTH right\r\nCONFIG SET requirepass %s\r\n", password)
	answer := make([]byte, len("+OK\r\n+OK\r\n"))
	for read := 0; read < len(answer); {
		n, err := conn.Read(answer[read:])
		if err != nil {
			t.Fatalf("%v after %q", err, answer[:read])
		}
		read += n
	}
}
