//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/internal/strict"
)

// server is a server that a test runs as its own process, without an engine.
type server struct {
	address string // address to listen on
	command *exec.Cmd
	output  bytes.Buffer
	exited  chan struct{}
}

// newServer returns a server that is not started yet. PORT in its arguments stands
// for the port to listen on.
func newServer(t *testing.T, program string, arguments ...string) *server {
	t.Helper()
	port := freePort(t)
	for i := range arguments {
		arguments[i] = replacePort(arguments[i], port)
	}
	s := &server{address: net.JoinHostPort("127.0.0.1", port), exited: make(chan struct{})}
	s.command = exec.CommandContext(suite.life, debian(t, program), arguments...)
	s.command.Stdout, s.command.Stderr = &s.output, &s.output
	s.command.WaitDelay = time.Second
	return s
}

// debian returns the path of a program that mage e2e installs on Debian.
func debian(t *testing.T, path string) string {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		strict.Skip(t, err)
	}
	return path
}

// buildServer builds a server of the module in testdata/servers and returns its path.
func buildServer(t *testing.T, name string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "server")
	build := exec.CommandContext(t.Context(), "go", "-C", "testdata/servers", "build", "-o", program, name)
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return program
}

func freePort(t *testing.T) string {
	t.Helper()
	listener := listen(t, 0)
	defer listener.Close()
	return strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
}

func replacePort(text, port string) string {
	return string(bytes.ReplaceAll([]byte(text), []byte("PORT"), []byte(port)))
}

func (s *server) port() string {
	_, port, _ := net.SplitHostPort(s.address)
	return port
}

// start starts the server. It ends with the test or with stop.
func (s *server) start(t *testing.T) {
	t.Helper()
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { defer close(s.exited); _ = s.command.Wait() }()
	t.Cleanup(s.stop)
	t.Cleanup(func() {
		if t.Failed() {
			s.stop()
			t.Logf("the server wrote\n%s", s.output.Bytes())
		}
	})
}

func (s *server) stop() {
	_ = s.command.Process.Kill()
	<-s.exited
}

// coldStart probes from before the start until a probe passes. Then another client
// of the protocol must succeed at once, and no later probe may fail. It returns the
// errors of the earlier probes.
func (s *server) coldStart(t *testing.T, probe gate.Probe, observer func() error) (before []error) {
	t.Helper()
	if err := once(t, probe); err == nil {
		t.Fatal("it passes before the start")
	}
	s.start(t)
	eventually(t, "the probe passes", func() bool {
		err := once(t, probe)
		if err != nil {
			before = append(before, err)
		}
		return err == nil
	})
	if err := observer(); err != nil {
		t.Errorf("the probe passed, and then the observer failed: %v", err)
	}
	for range 20 {
		if err := once(t, probe); err != nil {
			t.Fatalf("failed after it had passed: %v", err)
		}
	}
	t.Logf("%d probes failed first, the last with %v", len(before), before[max(0, len(before)-1):])
	return before
}

// once makes one attempt, as the gate does.
func once(t *testing.T, probe gate.Probe) error {
	ctx, cancel := context.WithTimeout(t.Context(), gate.DefaultProbeTimeout)
	defer cancel()
	return probe(ctx)
}

// client runs another client of the protocol. Its error contains the client's
// output.
func client(t *testing.T, program string, arguments ...string) (string, error) {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), debian(t, program), arguments...).CombinedOutput()
	return string(output), err
}
