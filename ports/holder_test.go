package ports

import (
	"bufio"
	"context"
	"fmt"
	"io"
	stdnet "net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/shirou/gopsutil/v4/net"
)

// listenVariable makes the test's program listen, instead of testing, until its
// stdin ends.
const listenVariable = "PORTS_TEST_LISTEN"

func TestMain(m *testing.M) {
	address := os.Getenv(listenVariable)
	if address == "" {
		os.Exit(m.Run())
	}
	listener, err := stdnet.Listen("tcp", address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(listener.Addr())
	io.Copy(io.Discard, os.Stdin)
}

func TestHolders(t *testing.T) {
	self := os.Getpid()
	child, childPort := listenInChild(t, t.TempDir())
	loopback := listenOn(t, "tcp", "127.0.0.1:0")
	all4 := listenOn(t, "tcp4", "0.0.0.0:0")
	conn, err := stdnet.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	udp := conn.LocalAddr().(*stdnet.UDPAddr).Port

	want := map[Binding]int{
		{Service: "on the same address", Host: "127.0.0.1", Port: loopback}:                self,
		{Service: "on one address, all wanted", Host: "0.0.0.0", Port: loopback}:           self,
		{Service: "on another address", Host: "127.0.0.2", Port: loopback}:                 0,
		{Service: "on all addresses", Host: "127.0.0.1", Port: all4}:                       self,
		{Service: "on all of IPv4, not IPv6", Host: "::1", Port: all4}:                     0,
		{Service: "UDP", Host: "127.0.0.1", Port: udp, UDP: true}:                          self,
		{Service: "TCP where UDP is wanted", Host: "127.0.0.1", Port: loopback, UDP: true}: 0,
		{Service: "by a child", Host: "127.0.0.1", Port: childPort}:                        child,
		{Service: "by nobody", Host: "127.0.0.1", Port: freePort(t)}:                       0,
	}
	if listener, err := stdnet.Listen("tcp6", "[::1]:0"); err != nil {
		t.Logf("no IPv6 on this machine: %v", err)
	} else {
		listener.Close()
		loopback6, both := listenOn(t, "tcp6", "[::1]:0"), listenOn(t, "tcp", "[::]:0")
		want[Binding{Service: "on IPv6", Host: "::1", Port: loopback6}] = self
		want[Binding{Service: "on IPv6, not IPv4", Host: "127.0.0.1", Port: loopback6}] = 0
		want[Binding{Service: "on all of both, IPv4", Host: "127.0.0.1", Port: both}] = self
		want[Binding{Service: "on all of both, IPv6", Host: "::1", Port: both}] = self
	}
	var all []Binding
	for b := range want {
		all = append(all, b)
	}
	held := Holders(t.Context(), all)
	for b, pid := range want {
		if got := held[b]; got.PID != pid {
			t.Errorf("%s: held by %v, want pid %d", b.Service, got, pid)
		}
	}
}

func TestHoldersShowTheScriptButNoOtherArgument(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "server.js"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	pid, port := listenInChild(t, dir, "--token", "hunter2", "./server.js", "postgres://me:hunter2@db")

	b := binding("backend", "127.0.0.1", port)
	got := Holders(t.Context(), []Binding{b})[b]
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, err = filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := Process{PID: pid, Command: filepath.Base(program) + " server.js", Dir: dir}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if text := got.String(); strings.Contains(text, "hunter2") || !strings.HasSuffix(text, " in "+dir) {
		t.Errorf("reads %q", text)
	}
}

func TestHoldersGivesUpWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := binding("backend", "127.0.0.1", listenOn(t, "tcp", "127.0.0.1:0"))
	if held := Holders(ctx, []Binding{b}); len(held) > 0 {
		t.Errorf("got %v", held)
	}
}

func TestHolderIsTheNearestSocket(t *testing.T) {
	tcp := func(pid int32, ip, status string) net.ConnectionStat {
		family := uint32(syscall.AF_INET)
		if strings.Contains(ip, ":") {
			family = syscall.AF_INET6
		}
		return net.ConnectionStat{Family: family, Type: syscall.SOCK_STREAM, Laddr: net.Addr{IP: ip, Port: 8001}, Status: status, Pid: pid}
	}
	lsofAll := func(pid int32, family uint32) net.ConnectionStat {
		s := tcp(pid, "*", "LISTEN")
		s.Family = family
		return s
	}
	for _, test := range []struct {
		name    string
		sockets []net.ConnectionStat
		host    string
		want    int32
	}{
		{"nothing", nil, "127.0.0.1", 0},
		{"the very address, rather than all", []net.ConnectionStat{tcp(1, "0.0.0.0", "LISTEN"), tcp(2, "127.0.0.1", "LISTEN")}, "127.0.0.1", 2},
		{"all of IPv4's, rather than IPv6's", []net.ConnectionStat{tcp(1, "::", "LISTEN"), tcp(2, "0.0.0.0", "LISTEN")}, "127.0.0.1", 2},
		{"a listener, rather than its connection", []net.ConnectionStat{tcp(1, "127.0.0.1", "ESTABLISHED"), tcp(2, "0.0.0.0", "LISTEN")}, "127.0.0.1", 2},
		{"a client that got the port", []net.ConnectionStat{tcp(1, "127.0.0.1", "ESTABLISHED")}, "127.0.0.1", 1},
		{"a listener of an unseen process", []net.ConnectionStat{tcp(0, "127.0.0.1", "LISTEN"), tcp(2, "::", "LISTEN")}, "127.0.0.1", 0},
		{"IPv4 in IPv6's clothes", []net.ConnectionStat{tcp(1, "::ffff:127.0.0.1", "LISTEN")}, "127.0.0.1", 1},
		{"an interface's address", []net.ConnectionStat{tcp(1, "fe80::1%en0", "LISTEN")}, "fe80::1", 1},
		{"all, as lsof writes it", []net.ConnectionStat{lsofAll(1, syscall.AF_INET)}, "127.0.0.1", 1},
		{"all of IPv6's, as lsof writes it", []net.ConnectionStat{lsofAll(1, syscall.AF_INET6)}, "::1", 1},
		{"all of IPv4's is none of IPv6's", []net.ConnectionStat{lsofAll(1, syscall.AF_INET)}, "::1", 0},
		{"what is no address", []net.ConnectionStat{tcp(1, "?", "LISTEN")}, "0.0.0.0", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := holder(test.sockets, binding("backend", test.host, 8001)); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

func TestCommand(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, path, dir string
		args            []string
		want            string
	}{
		{"a script in its directory", "/bin/node", here, []string{"node", "--inspect", "holder.go", "ports_test.go"}, "node holder.go"},
		{"a script by its path", "/bin/node", "/", []string{"node", filepath.Join(here, "holder.go")}, "node holder.go"},
		{"a directory", "/bin/node", here, []string{"node", "."}, "node"},
		{"in an unknown directory, not ours", "/bin/node", "", []string{"node", "holder.go"}, "node"},
		{"no arguments at all", "/bin/node", here, nil, "node"},
		{"an executable that was replaced", "/bin/node (deleted)", here, nil, "node"},
		{"a hidden executable", "", here, []string{"node", "holder.go"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := command(test.path, test.dir, test.args); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestProcessReads(t *testing.T) {
	for want, p := range map[string]Process{
		"node server.js (pid 7) in /src": {PID: 7, Command: "node server.js", Dir: "/src"},
		"a process (pid 7)":              {PID: 7},
	} {
		if got := p.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := printable("a\x1b[2J\r\nb é"); got != "a[2Jb é" {
		t.Errorf("got %q", got)
	}
}

// BenchmarkTakenNothing is the preflight of a stack with as many ports as the
// default one, all of them free.
func BenchmarkTakenNothing(b *testing.B) {
	var free []Binding
	var listeners []stdnet.Listener
	for range 11 {
		listener, err := stdnet.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		listeners = append(listeners, listener)
		free = append(free, binding("backend", "127.0.0.1", listener.Addr().(*stdnet.TCPAddr).Port))
	}
	for _, listener := range listeners {
		listener.Close()
	}
	for b.Loop() {
		if taken, err := Taken(b.Context(), free); err != nil || len(taken) > 0 {
			b.Fatal(taken, err)
		}
	}
}

func BenchmarkHolders(b *testing.B) {
	var taken []Binding
	for range 11 {
		taken = append(taken, binding("backend", "127.0.0.1", listenOn(b, "tcp", "127.0.0.1:0")))
	}
	for b.Loop() {
		if held := Holders(b.Context(), taken); len(held) != len(taken) {
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
	address, err := stdnet.ResolveTCPAddr("tcp", strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid, address.Port
}

func listenOn(t testing.TB, network, address string) int {
	t.Helper()
	listener, err := stdnet.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().(*stdnet.TCPAddr).Port
}
