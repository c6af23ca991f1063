package postgres

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
)

// Against a real server it is tried in e2e.

func target(address string) Target {
	return Target{Name: "localhost:5433", Address: address, User: "ktrdr", Password: "a secret", Database: "ktrdr"}
}

func TestProbeOfWhatIsNoServer(t *testing.T) {
	for _, test := range []struct {
		name  string
		talk  func(net.Conn) // nil: nobody listens
		limit time.Duration
		want  string
	}{
		{"nobody listens", nil, time.Minute, "connection refused"},
		{"docker-proxy hangs up", func(conn net.Conn) { _, _ = conn.Read(make([]byte, 4096)) }, time.Minute, "the connection was closed"},
		{"a web server", func(conn net.Conn) { _, _ = io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n") }, time.Minute, "SELECT 1"},
		{"nobody answers", func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }, 200 * time.Millisecond, "no answer in time"},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeoutCause(t.Context(), test.limit, errors.New("no answer in time"))
			defer cancel()
			err := target(serve(t, test.talk)).Probe(ctx)
			if err == nil || !strings.HasPrefix(err.Error(), "SELECT 1 on localhost:5433/ktrdr returned ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("%v tells the password", err)
			}
		})
	}
}

func TestPasswordIsNeverSentInClear(t *testing.T) {
	t.Setenv("PGREQUIREAUTH", "password")
	sent := make(chan []byte, 1)
	address := serve(t, func(conn net.Conn) {
		received := make([]byte, 4096)
		n, _ := conn.Read(received)
		_, _ = conn.Write([]byte{'R', 0, 0, 0, 8, 0, 0, 0, 3}) // AuthenticationCleartextPassword
		rest, _ := io.ReadAll(conn)
		sent <- append(received[:n], rest...)
	})
	err := target(address).Probe(t.Context())
	if !errors.Is(err, ErrCleartext) || !strings.HasPrefix(err.Error(), "SELECT 1 on localhost:5433/ktrdr returned a request for the password in clear") {
		t.Errorf("got %v", err)
	}
	if wire := <-sent; bytes.Contains(wire, []byte("secret")) || !bytes.HasSuffix(wire, []byte{0, 0}) {
		t.Errorf("more than the startup message was sent: %q", wire)
	}
}

// The probe logs in to a server that asks for no password, or for a hash of it.
func TestOtherLoginsPass(t *testing.T) {
	for name, request := range map[string][]byte{
		"trust": nil,
		"md5":   {'R', 0, 0, 0, 12, 0, 0, 0, 5, 's', 'a', 'l', 't'},
	} {
		t.Run(name, func(t *testing.T) {
			address := serve(t, func(conn net.Conn) {
				received := make([]byte, 4096)
				_, _ = conn.Read(received)
				if request != nil {
					_, _ = conn.Write(request)
					_, _ = conn.Read(received)
				}
				_, _ = conn.Write([]byte{'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'}) // AuthenticationOk, ReadyForQuery
				_, _ = conn.Read(received)
				_, _ = conn.Write([]byte{'C', 0, 0, 0, 13, 'S', 'E', 'L', 'E', 'C', 'T', ' ', '1', 0, 'Z', 0, 0, 0, 5, 'I'})
			})
			if err := target(address).Probe(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestProbeTakesNothingFromTheShell(t *testing.T) {
	for _, name := range []string{"PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGOPTIONS", "PGAPPNAME", "PGSERVICE"} {
		t.Setenv(name, "other")
	}
	sent := make(chan string, 1)
	_ = target(serve(t, func(conn net.Conn) {
		received := make([]byte, 4096)
		n, _ := conn.Read(received)
		sent <- string(received[:n])
	})).Probe(t.Context())
	if got, want := <-sent, "\x00\x03\x00\x00user\x00ktrdr\x00database\x00ktrdr\x00application_name\x00sandbox-gate\x00\x00"; !strings.HasSuffix(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
}

func TestProbeRefusesABadAddress(t *testing.T) {
	for _, address := range []string{"", "localhost", "localhost:x", "localhost:70000"} {
		if err := target(address).Probe(t.Context()); err == nil {
			t.Errorf("%q passed", address)
		}
	}
}

// serve handles each connection by talk and returns the address. Nobody listens on it
// if talk is nil.
func serve(t *testing.T, talk func(net.Conn)) string {
	t.Helper()
	if talk != nil {
		return wiretest.Serve(t, talk)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
