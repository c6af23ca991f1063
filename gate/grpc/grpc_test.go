package grpc_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/grpc"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
)

// serve answers over HTTP/2 without TLS, as gRPC servers do.
func serve(t *testing.T, handler http.HandlerFunc) (address string) {
	server := httptest.NewUnstartedServer(handler)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// status answers with a body, and a status in the trailers.
func status(body, code, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Trailer", "Grpc-Status, Grpc-Message")
		_, _ = io.WriteString(w, body)
		w.Header().Set("Grpc-Status", code)
		w.Header().Set("Grpc-Message", message)
	}
}

// refuse answers with a status among the headers.
func refuse(code, message string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/grpc")
		w.Header().Set("Grpc-Status", code)
		w.Header().Set("Grpc-Message", message)
	}
}

func TestProbe(t *testing.T) {
	for _, test := range []struct {
		name    string
		handler http.HandlerFunc
		want    string // part of the error, empty if it passes
		reason  error
	}{
		{"serving", status("\x00\x00\x00\x00\x02\x08\x01", "0", ""), "", nil},
		{"not serving", status("\x00\x00\x00\x00\x02\x08\x02", "0", ""), "NOT_SERVING", gate.ErrStarting},
		{"unknown", status("\x00\x00\x00\x00\x00", "0", ""), "serving status 0", nil},
		{"no health service", refuse("12", "unknown service grpc.health.v1.Health"), "unknown service grpc.health.v1.Health (gRPC status 12)", nil},
		{"not of this service", refuse("5", "unknown service"), "gRPC status 5", nil},
		{"needs a login", refuse("16", "no token"), "no token", gate.ErrWrongPassword},
		{"unavailable", refuse("14", "starting"), "starting", gate.ErrStarting},
		{"malformed", status("\x00\x00\x00\x00\x09\x08", "0", ""), "malformed message", gate.ErrOtherProtocol},
		{"HTTP/2 without gRPC", func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, "404 Not Found", gate.ErrOtherProtocol},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := grpc.Target{Name: "localhost:50052", Address: serve(t, test.handler)}.Probe(t.Context())
			wiretest.Check(t, err, "gRPC health of the server on localhost:50052", test.want, test.reason)
		})
	}
}

func TestProbeSendsTheServiceAndTheHeader(t *testing.T) {
	got := make(chan string, 1)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- r.URL.Path + " " + r.Header.Get("Authorization") + " " + string(body)
		status("\x00\x00\x00\x00\x02\x08\x01", "0", "")(w, r)
	})
	target := grpc.Target{Address: address, Service: "shop", Header: http.Header{"Authorization": {"Bearer x"}}}
	if err := target.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if sent, want := <-got, "/grpc.health.v1.Health/Check Bearer x \x00\x00\x00\x00\x06\x0a\x04shop"; sent != want {
		t.Errorf("got %q, want %q", sent, want)
	}
}

func TestProbeOfOtherServers(t *testing.T) {
	web := &wiretest.Script{Answers: []string{"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"}}
	ssh := &wiretest.Script{Greets: true, Answers: []string{"SSH-2.0-OpenSSH_9.2\r\n"}}
	alert := &wiretest.Script{Answers: []string{"\x15\x03\x03\x00\x02\x02\x46"}}
	for _, test := range []struct {
		name, address string
		reason        error
	}{
		{"HTTP/1", web.Serve(t), gate.ErrOtherProtocol},
		{"SSH", ssh.Serve(t), gate.ErrOtherProtocol},
		{"TLS", alert.Serve(t), gate.ErrTLS},
	} {
		if err := (grpc.Target{Address: test.address}).Probe(t.Context()); !errors.Is(err, test.reason) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.reason)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x00\x02\x08\x01"))
	f.Add([]byte("\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, err := grpc.Parse(body); err == nil && len(body) < 5 {
			t.Errorf("%q passes for a message", body)
		}
	})
}
