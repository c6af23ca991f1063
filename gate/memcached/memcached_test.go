package memcached_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
	"github.com/seed-491dada8/sandbox/gate/memcached"
)

// binary is a response of the binary protocol.
func binary(operation, status byte, body string) string {
	header := []byte{0x81, operation, 0, 0, 0, 0, 0, status, 0, 0, 0, byte(len(body)), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
	return string(header) + body
}

// The answers are those of memcached 1.6.
func TestProbe(t *testing.T) {
	open, login := memcached.Target{}, memcached.Target{User: "me", Password: "hunter2"}
	for _, test := range []struct {
		name    string
		target  memcached.Target
		answers []string
		want    string // part of the error, empty if it passes
		reason  error
	}{
		{"ready", open, []string{"VERSION 1.6.18\r\n"}, "", nil},
		{"a login is needed", open, []string{"CLIENT_ERROR unauthenticated\r\n"}, "unauthenticated", gate.ErrWrongPassword},
		{"SASL server hangs up on the text protocol", open, []string{""}, "the connection was closed", nil},
		{"out of memory", open, []string{"SERVER_ERROR out of memory\r\n"}, "out of memory", nil},
		{"web server", open, []string{"HTTP/1.1 400 Bad Request\r\n"}, "another protocol", gate.ErrOtherProtocol},
		{"TLS", open, []string{"\x15\x03\x03\x00\x02\x02\x46"}, "TLS", gate.ErrTLS},
		{"ready with a login", login, []string{binary(0x21, 0, "Authenticated"), binary(0x0b, 0, "1.6.18")}, "", nil},
		{"wrong password", login, []string{binary(0x21, 0x20, "Auth failure")}, "Auth failure", gate.ErrWrongPassword},
		{"no SASL", login, []string{binary(0x21, 0x81, "Unknown command")}, "status 0x81: Unknown command", nil},
		{"no binary protocol", login, []string{"ERROR\r\n"}, "another protocol", gate.ErrOtherProtocol},
		{"length beyond all", login, []string{"\x81\x21\x00\x00\x00\x00\x00\x20\xff\xff\xff\xff" + strings.Repeat("\x00", 12)}, "more than", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			script := &wiretest.Script{Answers: test.answers}
			test.target.Name, test.target.Address = "localhost:11211", script.Serve(t)
			err := test.target.Probe(t.Context())
			wiretest.Check(t, err, "version on localhost:11211", test.want, test.reason)
		})
	}
}

func FuzzLogin(f *testing.F) {
	f.Add([]byte(binary(0x21, 0, "Authenticated") + binary(0x0b, 0, "1.6.18")))
	f.Add([]byte(binary(0x21, 0x20, "Auth failure")))
	f.Fuzz(func(t *testing.T, answer []byte) {
		_ = memcached.Target{User: "me"}.Login(wire.New(bytes.NewReader(answer), io.Discard))
	})
}
