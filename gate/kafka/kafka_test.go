package kafka_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
	"github.com/seed-491dada8/sandbox/gate/kafka"
)

// answer is a response to the request with a correlation id.
func answer(correlation byte, body string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(4+len(body)))) + "\x00\x00\x00" + string(correlation) + body
}

// versions says which versions of the metadata request the broker has.
func versions(lowest, highest byte) string {
	return answer(1, "\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x0d\x00\x03\x00"+string(lowest)+"\x00"+string(highest))
}

const (
	noThrottle = "\x00\x00\x00\x00"
	oneBroker  = "\x00\x00\x00\x01\x00\x00\x00\x01\x00\x09localhost\x00\x00\x23\x84\xff\xff"
	noBroker   = "\x00\x00\x00\x00"
	cluster    = "\x00\x04abcd"
	controller = "\x00\x00\x00\x01"
	nobody     = "\xff\xff\xff\xff"
	noTopics   = "\x00\x00\x00\x00"
	refused    = "\x00\x3a\x00\x15Authentication failed\x00\x00\x00\x00"
)

// The answers are laid out as the protocol's guide says.
func TestProbe(t *testing.T) {
	open, login := kafka.Target{}, kafka.Target{User: "me", Password: "hunter2"}
	all := noThrottle + oneBroker + cluster + controller + noTopics
	for _, test := range []struct {
		name    string
		target  kafka.Target
		answers []string
		want    string // part of the error, empty if it passes
		reason  error
	}{
		{"ready", open, []string{versions(0, 13), answer(2, all)}, "", nil},
		{"ready, of a version without the oldest requests", open, []string{versions(5, 13), answer(2, all)}, "", nil},
		{"no brokers", open, []string{versions(0, 13), answer(2, noThrottle+noBroker+cluster+nobody+noTopics)}, "no brokers", gate.ErrNoLeader},
		{"no controller", open, []string{versions(0, 13), answer(2, noThrottle+oneBroker+cluster+nobody+noTopics)}, "no controller", gate.ErrNoLeader},
		{"login is needed", open, []string{versions(0, 13), ""}, "the connection was closed", nil},
		{"requests of another age", open, []string{versions(9, 13)}, "no version", gate.ErrOtherProtocol},
		{"short metadata", open, []string{versions(0, 13), answer(2, noThrottle+"\x7f\xff\xff\xff")}, "malformed", gate.ErrOtherProtocol},
		{"web server", open, []string{"HTTP/1.1 400 Bad Request\r\n"}, "HTTP/1.1", gate.ErrOtherProtocol},
		{"TLS", open, []string{"\x15\x03\x03\x00\x02\x02\x46\x00"}, "TLS", gate.ErrTLS},
		{"PLAIN", login, []string{
			versions(0, 13), answer(2, "\x00\x21\x00\x00\x00\x01\x00\x05PLAIN"), answer(3, "\x00\x21\x00\x00\x00\x01\x00\x05PLAIN"),
			answer(4, "\x00\x00\x00\x00\x00\x00"), answer(5, "\x00\x00\xff\xff\x00\x00\x00\x00"), answer(6, all),
		}, "", nil},
		{"wrong password", login, []string{versions(0, 13), answer(2, "\x00\x00\x00\x00\x00\x00"), answer(3, refused)}, "Authentication failed (error 58)", gate.ErrWrongPassword},
		{"wrong signature", login, []string{versions(0, 13), answer(2, "\x00\x00\x00\x00\x00\x00"), answer(3, "\x00\x00\xff\xff\x00\x00\x00\x03abc")}, "malformed challenge", nil},
		{"no known mechanism", login, []string{
			versions(0, 13), answer(2, "\x00\x21\x00\x00\x00\x01\x00\x06GSSAPI"), answer(3, "\x00\x21\x00\x00\x00\x01\x00\x06GSSAPI"), answer(4, "\x00\x21\x00\x00\x00\x01\x00\x06GSSAPI"),
		}, "by GSSAPI", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			script := &wiretest.Script{Answers: test.answers}
			test.target.Name, test.target.Address = "localhost:9093", script.Serve(t)
			err := test.target.Probe(t.Context())
			wiretest.Check(t, err, "metadata on localhost:9093", test.want, test.reason)
		})
	}
}

// A mechanism with a challenge is preferred: the password is not sent.
func TestPasswordIsNotSentInClearToABrokerWithScram(t *testing.T) {
	script := &wiretest.Script{Answers: []string{versions(0, 13), answer(2, "\x00\x00\x00\x00\x00\x00"), answer(3, refused)}}
	_ = kafka.Target{Address: script.Serve(t), User: "me", Password: "hunter2"}.Probe(t.Context())
	if strings.Contains(script.Received(), "hunter2") {
		t.Error("it was sent in clear")
	}
}

func FuzzProbe(f *testing.F) {
	f.Add([]byte(versions(0, 13)+answer(2, noThrottle+oneBroker+cluster+controller+noTopics)), false)
	f.Add([]byte(versions(0, 13)+answer(2, "\x00\x00\x00\x00\x00\x00")+answer(3, refused)), true)
	f.Fuzz(func(t *testing.T, received []byte, login bool) {
		target := kafka.Target{}
		if login {
			target = kafka.Target{User: "me", Password: "hunter2"}
		}
		_ = target.Talk(wire.New(bytes.NewReader(received), io.Discard))
	})
}
