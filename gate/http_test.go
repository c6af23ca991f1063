package gate_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
)

func TestHTTPProbe(t *testing.T) {
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status); fmt.Fprint(w, body) }
	}
	judge := func(body []byte) error {
		if string(body) != "good" {
			return errors.New("a body that is not good")
		}
		return nil
	}
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		probe   gate.HTTP
		want    string // part of the error; empty if it passes
	}{
		{"200", answer(200, ""), gate.HTTP{}, ""},
		{"204 is not 200", answer(204, ""), gate.HTTP{}, "204 No Content"},
		{"503 with the reason", answer(503, "database\n\x1b[31m away"), gate.HTTP{}, "503 Service Unavailable: database [31m away"},
		{"404", answer(404, "<html>"), gate.HTTP{}, "404 Not Found: <html>"},
		{"302 where it counts", answer(302, ""), gate.HTTP{Statuses: []int{200, 302}}, ""},
		{"body is judged", answer(200, "bad"), gate.HTTP{Body: judge}, "a body that is not good"},
		{"good body", answer(200, "good"), gate.HTTP{Body: judge}, ""},
		{"redirect is not followed", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/login", http.StatusFound)
		}, gate.HTTP{}, "302 Found to /login"},
		{"redirect loop", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusMovedPermanently)
		}, gate.HTTP{}, "301 Moved Permanently"},
		{"half a body", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, "go")
		}, gate.HTTP{Body: judge}, "half a body"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(test.handler)
			defer server.Close()
			test.probe.URL = server.URL + "/health"
			err := test.probe.Probe(t.Context())
			switch {
			case test.want == "" && err != nil:
				t.Errorf("got %v, want a pass", err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want %q", err, test.want)
			case err != nil && !strings.HasPrefix(err.Error(), "GET "+test.probe.URL+" returned "):
				t.Errorf("got %v, which does not say what was tried", err)
			}
		})
	}
}

func TestHTTPProbeWordsARefusedConnection(t *testing.T) {
	address := closedPort(t)
	err := gate.HTTP{URL: "http://localhost:8001/api/v1/health", Address: address}.Probe(t.Context())
	if want := "GET http://localhost:8001/api/v1/health returned connection refused"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("%v does not wrap the system's error", err)
	}
}

func TestHTTPProbeWordsAServerThatHangsUp(t *testing.T) {
	address := wiretest.Serve(t, func(conn net.Conn) { conn.Close() })
	err := gate.HTTP{URL: "http://localhost/", Address: address}.Probe(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the connection was closed") && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("got %v", err)
	}
}

func TestHTTPProbeEndsWithItsContext(t *testing.T) {
	for name, talk := range map[string]func(net.Conn){
		"never answers": func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) },
		"endless chunks": func(conn net.Conn) {
			_, _ = conn.Read(make([]byte, 4096)) // the request
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
			for {
				if _, err := io.WriteString(conn, "1\r\na\r\n"); err != nil {
					return
				}
				time.Sleep(time.Millisecond)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, errors.New("no answer within 50ms"))
			defer cancel()
			probe := gate.HTTP{URL: "http://localhost/", Address: wiretest.Serve(t, talk), Body: func([]byte) error { return nil }}
			if err := probe.Probe(ctx); err == nil || !strings.Contains(err.Error(), "no answer within 50ms") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestHTTPProbeReadsNoMoreThanItNeeds(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for range 1 << 10 { // a GiB in all
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	got := 0
	err := gate.HTTP{URL: server.URL, Body: func(body []byte) error { got = len(body); return nil }}.Probe(t.Context())
	if err != nil || got != 1<<20 {
		t.Errorf("read %d bytes, %v", got, err)
	}
}

// The body never ends, and a probe that only asks for the status does not read it.
func TestHTTPProbeDoesNotWaitForABodyThatItDoesNotNeed(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "go")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := (gate.HTTP{URL: server.URL}).Probe(ctx); err != nil || ctx.Err() != nil {
		t.Errorf("got %v; it waited to the end: %v", err, ctx.Err())
	}
}

func TestHTTPProbeUsesNoProxy(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer server.Close()
	t.Setenv("HTTP_PROXY", "http://"+closedPort(t))
	address := strings.TrimPrefix(server.URL, "http://")
	// A name that no proxy exception covers, unlike localhost.
	if err := (gate.HTTP{URL: "http://sandbox.invalid/", Address: address}).Probe(t.Context()); err != nil {
		t.Errorf("got %v", err)
	}
}

// closedPort returns a loopback address on which nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
