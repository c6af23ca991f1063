// Package wiretest has servers for the tests of probes: they say what a test
// gives them, and nothing more.
package wiretest

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
)

// Serve handles each connection by talk and returns the address.
func Serve(t testing.TB, talk func(net.Conn)) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() { defer conn.Close(); talk(conn) }()
		}
	}()
	return listener.Addr().String()
}

// Script is a server that sends prepared answers, each after it has received
// something, the first at once if Greets.
type Script struct {
	Greets  bool
	Answers []string

	lock     sync.Mutex
	received []byte
}

// Serve starts the server and returns its address.
func (s *Script) Serve(t testing.TB) (address string) {
	return Serve(t, func(conn net.Conn) {
		for i, answer := range s.Answers {
			if (i > 0 || !s.Greets) && !s.receive(conn) {
				return
			}
			if _, err := io.WriteString(conn, answer); err != nil {
				return
			}
		}
		_ = conn.(*net.TCPConn).CloseWrite()
		for s.receive(conn) {
		}
	})
}

func (s *Script) receive(conn net.Conn) bool {
	buffer := make([]byte, 4096)
	n, err := conn.Read(buffer)
	s.lock.Lock()
	defer s.lock.Unlock()
	s.received = append(s.received, buffer[:n]...)
	return err == nil
}

// Received returns the bytes that the server has read so far.
func (s *Script) Received() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return string(s.received)
}

// Check fails the test unless a probe's error begins with what was asked, has wanted
// text in it, and wraps the reason if there is one. Without wanted text, the probe
// has to pass.
func Check(t testing.TB, err error, asked, want string, reason error) {
	t.Helper()
	switch {
	case want == "" && err == nil:
	case want == "" || err == nil || !strings.Contains(err.Error(), want):
		t.Errorf("got %v, want %q", err, want)
	case !strings.HasPrefix(err.Error(), asked+" returned "):
		t.Errorf("the error reads %q, want it to begin with %q", err, asked)
	case reason != nil && !errors.Is(err, reason):
		t.Errorf("got %v, want one that wraps %v", err, reason)
	}
}
