//go:build e2e && linux

package engine

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/strict"
)

// start starts an engine with the programs of the suite's engine.
func start(ctx context.Context, t *testing.T, o Options) *Engine {
	t.Helper()
	var err error
	if o.Programs, err = OfSuite(); err != nil {
		t.Fatal(err)
	}
	e, err := Start(ctx, o)
	if errors.Is(err, ErrNotHere) {
		strict.Skip(t, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// run runs a docker command on the engine.
func (e *Engine) run(t *testing.T, args ...string) string {
	t.Helper()
	text, err := proc.Output(e.Docker(t.Context(), args...))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// server returns an image, on the shared engine, whose container answers on port 8000.
func server(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "server")
	compile := proc.Command(t.Context(), "go", "build", "-o", program, "../testdata/faults")
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if _, err := proc.Output(compile); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	var tree bytes.Buffer
	archive := tar.NewWriter(&tree)
	err = archive.WriteHeader(&tar.Header{Name: "server", Mode: 0o755, Size: int64(len(content))})
	_, written := archive.Write(content)
	if err := errors.Join(err, written, archive.Close()); err != nil {
		t.Fatal(err)
	}
	image := "localhost/e2e-engine:" + strings.ToLower(rand.Text()[:6])
	load := proc.Command(t.Context(), "docker", "import", "--change", `ENTRYPOINT ["/server", "serve"]`, "-", image)
	load.Stdin = &tree
	if _, err := proc.Output(load); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proc.Output(proc.Command(context.Background(), "docker", "image", "rm", image)) })
	return image
}

func TestEngineServesAndLeavesNothing(t *testing.T) {
	t.Parallel()
	image := server(t)
	for name, end := range map[string]func(*Engine) error{
		"stopped":                (*Engine).Stop,
		"shut down, and stopped": func(e *Engine) error { return errors.Join(e.Shutdown(), e.Stop()) },
		"killed, and stopped":    func(e *Engine) error { e.kill(); return e.Stop() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := start(t.Context(), t, Options{})
			if err := e.Load(t.Context(), image); err != nil {
				t.Fatal(err)
			}
			e.run(t, "network", "create", "own")
			container := e.run(t, "run", "--detach", "--network", "own", "--publish", "127.0.0.1:8000:8000", "--restart", "always", image)
			if err := within(e.life.Pid, func() error { return get("127.0.0.1:8000") }); err != nil {
				t.Error(err)
			}
			if err := end(e); err != nil {
				t.Error(err)
			}
			e.leavesNothing(t)
			if groups, err := filepath.Glob("/sys/fs/cgroup/*/docker/" + container); err != nil || len(groups) > 0 {
				t.Errorf("%q are left (%v)", groups, err)
			}
		})
	}
}

// get waits for an answer on a published port. The container needs some time after its start.
func get(address string) (err error) {
	for deadline := time.Now().Add(startWithin); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		var conn net.Conn
		if conn, err = net.Dial("tcp", address); err != nil {
			continue
		}
		fmt.Fprint(conn, "GET / HTTP/1.0\r\n\r\n")
		answer, _ := io.ReadAll(conn)
		conn.Close()
		if bytes.HasPrefix(answer, []byte("HTTP/1.0 200 OK")) {
			return nil
		}
		err = fmt.Errorf("answered %q", answer)
	}
	return err
}

// leavesNothing fails the test if a process, a mount or a file of the engine is
// left.
func (e *Engine) leavesNothing(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(e.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is left (%v)", e.dir, err)
	}
	for _, pattern := range []string{"/proc/[0-9]*/cmdline", "/proc/self/mountinfo"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, _ := os.ReadFile(file) // empty if the process is gone
			if bytes.Contains(text, []byte(e.dir)) {
				t.Errorf("%s: %q", file, text)
			}
		}
	}
}

func TestLinkedEngineIsAnotherMachine(t *testing.T) {
	t.Parallel()
	image := server(t)
	e, other := start(t.Context(), t, Options{Linked: true}), start(t.Context(), t, Options{Linked: true})
	if e.Address() == other.Address() {
		t.Errorf("both have %s", e.Address())
	}
	if err := e.Load(t.Context(), image); err != nil {
		t.Fatal(err)
	}
	// The engine's loopback is not this machine's, where this test holds the port.
	here, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer here.Close()
	_, loopback, _ := net.SplitHostPort(here.Addr().String())
	run := proc.Command(t.Context(), "docker", "run", "--detach", "--publish", "8000:8000", "--publish", here.Addr().String()+":8000", image)
	run.Env = append(os.Environ(), e.Linked(e.Address())...)
	if _, err := proc.Output(run); err != nil {
		t.Fatal(err)
	}
	if err := get(net.JoinHostPort(e.Address(), "8000")); err != nil {
		t.Error(err)
	}
	if conn, err := net.Dial("tcp", net.JoinHostPort(e.Address(), loopback)); err == nil {
		conn.Close()
		t.Errorf("%s takes connections on its loopback's port %s", e.Address(), loopback)
	}
	name := nameOf(e.life.Pid)
	if _, err := net.InterfaceByName(name); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if err := errors.Join(e.Stop(), other.Stop()); err != nil {
		t.Error(err)
	}
	e.leavesNothing(t)
	if _, err := net.InterfaceByName(name); err == nil {
		t.Errorf("the interface %s is left", name)
	}
}

func TestEngineEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	e := start(ctx, t, Options{})
	cancel()
	<-e.ended
	e.leavesNothing(t)
	if err := e.Stop(); err != nil {
		t.Error(err)
	}
}

// A dockerd that is killed leaves containers and mounts, which end with the namespaces.
func TestEngineOfADeadDockerdLeavesNothing(t *testing.T) {
	t.Parallel()
	image := server(t)
	e := start(t.Context(), t, Options{})
	if err := e.Load(t.Context(), image); err != nil {
		t.Fatal(err)
	}
	e.run(t, "run", "--detach", "--publish", "8000:8000", image)
	kill := fmt.Sprintf("kill -KILL $(cat %s/pid)", e.dir)
	if _, err := proc.Output(proc.Command(t.Context(), "nsenter", fmt.Sprintf("--target=%d", e.life.Pid), "--pid", "--mount", "sh", "-c", kill)); err != nil {
		t.Fatal(err)
	}
	<-e.ended
	e.leavesNothing(t)
	if err := e.Stop(); err != nil {
		t.Error(err)
	}
}

func TestPoolHasRoomForOneNetwork(t *testing.T) {
	t.Parallel()
	e := start(t.Context(), t, Options{Pool: "10.213.0.0/28"})
	e.run(t, "network", "create", "first")
	if _, err := proc.Output(e.Docker(t.Context(), "network", "create", "second")); err == nil {
		t.Error("the pool has room for another network")
	}
	if err := e.Stop(); err != nil {
		t.Error(err)
	}
}

func TestStartErrorHasTheEndOfTheLog(t *testing.T) {
	t.Parallel()
	start(t.Context(), t, Options{}).Stop() // proves that this machine can start one
	broken := filepath.Join(t.TempDir(), "dockerd")
	if err := os.WriteFile(broken, []byte("#!/bin/sh\necho the disk is a brick\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), Options{Programs: Programs{Dockerd: broken}})
	if err == nil || !strings.Contains(err.Error(), "the disk is a brick") {
		t.Errorf("got %v", err)
	}
}
