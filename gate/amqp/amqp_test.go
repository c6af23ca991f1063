package amqp_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/amqp"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
)

// method is a frame with a method of the class connection.
func method(number byte, arguments string) string {
	length := binary.BigEndian.AppendUint32(nil, uint32(4+len(arguments)))
	return "\x01\x00\x00" + string(length) + "\x00\x0a\x00" + string(number) + arguments + "\xce"
}

func closeWith(code uint16, text string) string {
	return method(50, string(binary.BigEndian.AppendUint16(nil, code))+string(byte(len(text)))+text+"\x00\x0a\x00\x28")
}

var (
	greeting = method(10, "\x00\x09\x00\x00\x00\x10\x07productS\x00\x00\x00\x03abc\x00\x00\x00\x0ePLAIN AMQPLAIN\x00\x00\x00\x05en_US")
	tune     = method(30, "\x07\xff\x00\x02\x00\x00\x00\x3c")
	opened   = method(41, "\x00")
	goodbye  = method(51, "")
)

// The answers are those of RabbitMQ 3.10.
func TestProbe(t *testing.T) {
	for _, test := range []struct {
		name    string
		answers []string
		want    string // part of the error, empty if it passes
		reason  error
	}{
		{"ready", []string{greeting, tune, opened, goodbye}, "", nil},
		{"ready after a heartbeat", []string{greeting, tune, "\x08\x00\x00\x00\x00\x00\x00\xce" + opened, goodbye}, "", nil},
		{"wrong password", []string{greeting, closeWith(403, "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN.")}, "ACCESS_REFUSED", gate.ErrWrongPassword},
		{"no such virtual host", []string{greeting, tune + closeWith(530, "NOT_ALLOWED - vhost shop not found")}, "vhost shop not found (code 530)", gate.ErrMissingDatabase},
		{"shuts down", []string{greeting, closeWith(320, "CONNECTION_FORCED - broker forced connection closure")}, "CONNECTION_FORCED", gate.ErrStarting},
		{"no PLAIN", []string{method(10, "\x00\x09\x00\x00\x00\x00\x00\x00\x00\x08EXTERNAL\x00\x00\x00\x05en_US")}, "by EXTERNAL", nil},
		{"AMQP 1.0", []string{"AMQP\x00\x01\x00\x00"}, "AMQP 1.0", gate.ErrOtherProtocol},
		{"web server", []string{"HTTP/1.1 400 Bad Request\r\n"}, "HTTP/1.1", gate.ErrOtherProtocol},
		{"TLS", []string{"\x15\x03\x03\x00\x02\x02\x46"}, "TLS", gate.ErrTLS},
		{"length beyond all", []string{"\x01\x00\x00\xff\xff\xff\xff"}, "more than", nil},
		{"malformed greeting", []string{method(10, "\x00\x09\xff\xff\xff\xff")}, "malformed greeting", gate.ErrOtherProtocol},
	} {
		t.Run(test.name, func(t *testing.T) {
			script := &wiretest.Script{Answers: test.answers}
			err := amqp.Target{Name: "localhost:5673", Address: script.Serve(t), User: "me", Password: "hunter2"}.Probe(t.Context())
			wiretest.Check(t, err, "login on localhost:5673", test.want, test.reason)
		})
	}
}

func FuzzProbe(f *testing.F) {
	f.Add([]byte(greeting + tune + opened + goodbye))
	f.Add([]byte(greeting + closeWith(403, "ACCESS_REFUSED")))
	f.Fuzz(func(t *testing.T, answer []byte) {
		_ = amqp.Target{}.Talk(wire.New(bytes.NewReader(answer), io.Discard))
	})
}
