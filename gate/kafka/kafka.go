// Package kafka probes a Kafka broker by speaking its protocol.
package kafka

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// Target is a broker, and the user to log in as.
//
// Only Address is asked, never the listeners that the broker advertises. The login
// is by SCRAM. A broker that offers PLAIN alone gets the password in clear, because
// that mechanism has no challenge; every Kafka client does so too.
type Target struct {
	Name     string // for errors, such as "localhost:9093"
	Address  string // host:port to dial
	User     string // empty for a listener without a login
	Password string
}

// Probe asks which brokers and which controller the cluster has. Its error wraps a
// [*gate.Refusal] if the broker answered.
func (t Target) Probe(ctx context.Context) error {
	if err := wire.Talk(ctx, t.Address, t.Password, t.talk); err != nil {
		return fmt.Errorf("metadata on %s returned %w", t.Name, err)
	}
	return nil
}

// Requests of the protocol.
const (
	metadata      = 3
	saslHandshake = 17
	apiVersions   = 18
	saslLogin     = 36
)

func (t Target) talk(c *wire.Conn) error {
	b := &broker{Conn: c}
	version, err := b.metadataVersion()
	if err != nil {
		return err
	}
	if t.User != "" {
		if err := t.login(b); err != nil {
			return err
		}
	}
	return b.ready(version)
}

// metadataVersion returns the version of the metadata request to use. All from 4 to
// 7 begin alike; Kafka has had 4 since 0.11.
func (b *broker) metadataVersion() (int16, error) {
	answer, err := b.ask(apiVersions, 0, nil)
	if err != nil {
		return 0, err
	}
	if code := answer.int16(); code != 0 {
		return 0, refusal(code)
	}
	for range answer.count(6) {
		key, lowest, highest := answer.int16(), answer.int16(), answer.int16()
		if key == metadata && highest >= 4 && lowest <= 7 {
			return max(lowest, 4), nil
		}
	}
	return 0, &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: "no version of the metadata request that a check knows"}
}

// ready wants the cluster to have a broker and a controller. It asks for no topic.
func (b *broker) ready(version int16) error {
	noTopics, createNone := []byte{0, 0, 0, 0}, byte(0)
	answer, err := b.ask(metadata, version, append(noTopics, createNone))
	if err != nil {
		return err
	}
	answer.int32() // for how long the client was throttled
	brokers := answer.count(4 + 2 + 4 + 2)
	for range brokers {
		answer.int32() // id
		answer.text()  // host
		answer.int32() // port
		answer.text()  // rack
	}
	answer.text() // the cluster's id
	controller := answer.int32()
	switch {
	case answer.short:
		return &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: "malformed metadata"}
	case brokers == 0:
		return &gate.Refusal{Reason: gate.ErrNoLeader, Answer: "no brokers in the metadata"}
	case controller < 0:
		return &gate.Refusal{Reason: gate.ErrNoLeader, Answer: "no controller in the metadata"}
	}
	return nil
}

// broker is a connection with requests and responses, each after its length.
type broker struct {
	*wire.Conn
	correlation int32
}

// ask sends a request with the header of version 1 and returns its answer.
func (b *broker) ask(key, version int16, body []byte) (*reader, error) {
	b.correlation++
	message := binary.BigEndian.AppendUint16(nil, uint16(key))
	message = binary.BigEndian.AppendUint16(message, uint16(version))
	message = binary.BigEndian.AppendUint32(message, uint32(b.correlation))
	message = append(append(message, text("sandbox-gate")...), body...)
	if err := b.Send(append(binary.BigEndian.AppendUint32(nil, uint32(len(message))), message...)); err != nil {
		return nil, err
	}
	header, err := b.Take(8)
	if err != nil {
		return nil, err
	}
	length, answered := binary.BigEndian.Uint32(header), int32(binary.BigEndian.Uint32(header[4:]))
	if answered != b.correlation || length < 4 {
		return nil, b.Foreign(header)
	}
	content, err := b.Take(int(length) - 4)
	return &reader{rest: content}, err
}

func text(s string) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...)
}

// reader takes values from an answer. Behind its end all values are zero.
type reader struct {
	rest  []byte
	short bool // the answer ended too early
}

func (r *reader) take(n int) []byte {
	if n > len(r.rest) {
		r.rest, r.short = nil, true
		return make([]byte, 8)[:min(n, 8)]
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) int16() int16 { return int16(binary.BigEndian.Uint16(r.take(2))) }
func (r *reader) int32() int32 { return int32(binary.BigEndian.Uint32(r.take(4))) }

// text returns a string, "" for a null one.
func (r *reader) text() string { return string(r.take(max(0, int(r.int16())))) }

// bytes returns a byte array, empty for a null one.
func (r *reader) bytes() []byte { return r.take(max(0, int(r.int32()))) }

// count returns the length of an array. It is never more than fits into the answer.
func (r *reader) count(leastSize int) int {
	n := int(r.int32())
	if n < 0 || n > len(r.rest)/leastSize {
		r.short = n != -1
		return 0
	}
	return n
}
