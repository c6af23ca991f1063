package nats_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
	"github.com/seed-491dada8/sandbox/gate/nats"
)

const greeting = `INFO {"server_id":"NB","version":"2.12.1","proto":1,"auth_required":true,"max_payload":1048576} ` + "\r\n"

// The answers are those of nats-server 2.12.
func TestProbe(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers []string
		reason  error // nil passes
	}{
		{"ready", []string{greeting, "PONG\r\n"}, nil},
		{"ready after an INFO and a PING of the server", []string{greeting, greeting + "PING\r\nPONG\r\n"}, nil},
		{"wrong password", []string{greeting, "-ERR 'Authorization Violation'\r\n"}, gate.ErrWrongPassword},
		{"no login in time", []string{greeting, "-ERR 'Authentication Timeout'\r\n"}, gate.ErrWrongPassword},
		{"shuts down", []string{greeting, "-ERR 'Server Shutdown'\r\n"}, gate.ErrStarting},
		{"lame duck", []string{`INFO {"ldm":true}` + "\r\n"}, gate.ErrStarting},
		{"TLS", []string{`INFO {"tls_required":true}` + "\r\n"}, gate.ErrTLS},
		{"SSH", []string{"SSH-2.0-OpenSSH_9.2\r\n"}, gate.ErrOtherProtocol},
		{"INFO of something else", []string{"INFO hello\r\n"}, gate.ErrOtherProtocol},
	} {
		t.Run(test.name, func(t *testing.T) {
			script := &wiretest.Script{Greets: true, Answers: test.answers}
			err := nats.Target{Name: "localhost:4222", Address: script.Serve(t), User: "me", Password: "hunter2"}.Probe(t.Context())
			if !errors.Is(err, test.reason) {
				t.Fatalf("got %v, want %v", err, test.reason)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "PING on localhost:4222 returned ") {
				t.Errorf("the error reads %q", err)
			}
			if sent := strings.Contains(script.Received(), "hunter2"); sent && errors.Is(err, gate.ErrTLS) {
				t.Error("the password was sent to a server that wants TLS")
			}
		})
	}
}

func FuzzProbe(f *testing.F) {
	f.Add([]byte(greeting + "PONG\r\n"))
	f.Add([]byte("-ERR 'Authorization Violation'\r\n"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		_ = nats.Target{Password: "hunter2"}.Talk(wire.New(bytes.NewReader(answer), io.Discard))
	})
}
