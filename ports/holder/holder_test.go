package holder_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/ports"
	"github.com/seed-491dada8/sandbox/ports/holder"
)

// listenVariable makes the test's program listen on the address that it names,
// instead of running tests, until stdin ends.
const listenVariable = "HOLDER_TEST_LISTEN"

func TestMain(m *testing.M) {
	address := os.Getenv(listenVariable)
	if address == "" {
		os.Exit(m.Run())
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(listener.Addr())
	io.Copy(io.Discard, os.Stdin)
}

func TestFind(t *testing.T) {
	want := ipv4Bindings(t)
	if listener, err := net.Listen("tcp6", "[::1]:0"); err != nil {
		t.Logf("no IPv6 on this machine: %v", err)
	} else {
		listener.Close()
		maps.Copy(want, ipv6Bindings(t))
	}
	held := holder.Find(t.Context(), slices.Collect(maps.Keys(want)))
	for b, pid := range want {
		if got := held[b]; got.PID != pid {
			t.Errorf("%s: held by %v, want pid %d", b.Service, got, pid)
		}
	}
}

// ipv4Bindings returns bindings on ports that it holds, with the process that
// blocks each, or 0.
func ipv4Bindings(t *testing.T) map[ports.Binding]int {
	t.Helper()
	self := os.Getpid()
	child, childPort := listenInChild(t, t.TempDir())
	loopback := listenOn(t, "tcp", "127.0.0.1:0")
	all := listenOn(t, "tcp4", "0.0.0.0:0")
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	udp := conn.LocalAddr().(*net.UDPAddr).Port
	return map[ports.Binding]int{
		{Service: "on the same address", Host: "127.0.0.1", Port: loopback}:                self,
		{Service: "on one address, all wanted", Host: "0.0.0.0", Port: loopback}:           self,
		{Service: "on another address", Host: "127.0.0.2", Port: loopback}:                 0,
		{Service: "on all addresses", Host: "127.0.0.1", Port: all}:                        self,
		{Service: "on all of IPv4, not IPv6", Host: "::1", Port: all}:                      0,
		{Service: "UDP", Host: "127.0.0.1", Port: udp, UDP: true}:                          self,
		{Service: "TCP where UDP is wanted", Host: "127.0.0.1", Port: loopback, UDP: true}: 0,
		{Service: "by a child process", Host: "127.0.0.1", Port: childPort}:                child,
		{Service: "by no process", Host: "127.0.0.1", Port: freePort(t)}:                   0,
	}
}

// ipv6Bindings returns the same for IPv6.
func ipv6Bindings(t *testing.T) map[ports.Binding]int {
	t.Helper()
	self := os.Getpid()
	loopback, both := listenOn(t, "tcp6", "[::1]:0"), listenOn(t, "tcp", "[::]:0")
	return map[ports.Binding]int{
		{Service: "on IPv6", Host: "::1", Port: loopback}:                 self,
		{Service: "on IPv6, not IPv4", Host: "127.0.0.1", Port: loopback}: 0,
		{Service: "on all of both, IPv4", Host: "127.0.0.1", Port: both}:  self,
		{Service: "on all of both, IPv6", Host: "::1", Port: both}:        self,
	}
}

func TestFindShowsTheScriptButNoOtherArgument(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "server.js"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	pid, port := listenInChild(t, dir, "--token", "hunter2", "./server.js", "postgres://me:hunter2@db")

	b := ports.Binding{Service: "backend", Host: "127.0.0.1", Port: port}
	got := holder.Find(t.Context(), []ports.Binding{b})[b]
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, err = filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := holder.Process{PID: pid, Command: filepath.Base(program) + " server.js", Dir: dir}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if text := got.String(); strings.Contains(text, "hunter2") || !strings.HasSuffix(text, " in "+dir) {
		t.Errorf("reads %q", text)
	}
}

func TestFindGivesUpWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := ports.Binding{Service: "backend", Host: "127.0.0.1", Port: listenOn(t, "tcp", "127.0.0.1:0")}
	if held := holder.Find(ctx, []ports.Binding{b}); len(held) > 0 {
		t.Errorf("got %v", held)
	}
}

func TestProcessReads(t *testing.T) {
	for want, p := range map[string]holder.Process{
		"node server.js (pid 7) in /src": {PID: 7, Command: "node server.js", Dir: "/src"},
		"a process (pid 7)":              {PID: 7},
	} {
		if got := p.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	var taken []ports.Binding
	for range 11 {
		taken = append(taken, ports.Binding{Service: "backend", Host: "127.0.0.1", Port: listenOn(b, "tcp", "127.0.0.1:0")})
	}
	for b.Loop() {
		if held := holder.Find(b.Context(), taken); len(held) != len(taken) {
			b.Fatal(held)
		}
	}
}

// listenInChild starts a process that listens on 127.0.0.1.
func listenInChild(t *testing.T, dir string, args ...string) (pid, port int) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), listenVariable+"=127.0.0.1:0")
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address, err := net.ResolveTCPAddr("tcp", strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid, address.Port
}

func listenOn(t testing.TB, network, address string) int {
	t.Helper()
	listener, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().(*net.TCPAddr).Port
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
