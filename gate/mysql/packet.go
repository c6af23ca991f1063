package mysql

import (
	"bytes"
	"encoding/binary"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// session is a connection that carries packets: a length in three bytes, a sequence
// number, and the payload.
type session struct {
	*wire.Conn
	sequence byte
}

func (s *session) send(payload []byte) error {
	n := len(payload)
	packet := append([]byte{byte(n), byte(n >> 8), byte(n >> 16), s.sequence}, payload...)
	s.sequence++
	return s.Conn.Send(packet)
}

// receive returns the next payload, or the error that the server sent instead.
func (s *session) receive() ([]byte, error) {
	header, err := s.Take(4)
	if err != nil {
		return nil, err
	}
	if header[3] != s.sequence { // the first packet of another protocol shows here
		return nil, s.Foreign(header)
	}
	payload, err := s.Take(int(header[0]) | int(header[1])<<8 | int(header[2])<<16)
	if err != nil {
		return nil, err
	}
	s.sequence = header[3] + 1
	if len(payload) > 0 && payload[0] == 0xff {
		return nil, refusal(payload)
	}
	return payload, nil
}

// greeting is what the server says first.
type greeting struct {
	plugin    string // how it wants the password
	challenge []byte // of 20 bytes
}

const protocolVersion = 10

func (s *session) greeting() (greeting, error) {
	packet, err := s.receive()
	if err != nil {
		return greeting{}, err
	}
	g, ok := parseGreeting(packet)
	if !ok {
		return greeting{}, &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: string(packet)}
	}
	return g, nil
}

// parseGreeting reads a HandshakeV10 packet.
func parseGreeting(packet []byte) (g greeting, ok bool) {
	if len(packet) == 0 || packet[0] != protocolVersion {
		return g, false
	}
	_, rest, ok := bytes.Cut(packet[1:], []byte{0}) // the server's version
	// A thread id (4), 8 bytes of the challenge, a filler, capabilities (2), a
	// character set, a status (2), more capabilities (2), the challenge's length, and
	// 10 reserved bytes.
	const fixed = 4 + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10
	if !ok || len(rest) < fixed+12 {
		return g, false
	}
	g.challenge = append(bytes.Clone(rest[4:12]), rest[fixed:fixed+12]...)
	if end := fixed + 13; len(rest) > end { // a zero ends the challenge
		name, _, _ := bytes.Cut(rest[end:], []byte{0})
		g.plugin = string(name)
	}
	return g, true
}

// Capabilities that the probe has.
const (
	withDatabase = 0x00000008
	protocol41   = 0x00000200
	secureLogin  = 0x00008000
	pluginAuth   = 0x00080000
)

// response returns a HandshakeResponse41 packet.
func (t Target) response(plugin string, proof []byte) []byte {
	const utf8 = 33
	capabilities := uint32(protocol41 | secureLogin | pluginAuth)
	if t.Database != "" {
		capabilities |= withDatabase
	}
	packet := binary.LittleEndian.AppendUint32(nil, capabilities)
	packet = binary.LittleEndian.AppendUint32(packet, 1<<24) // the longest packet
	packet = append(packet, utf8)
	packet = append(packet, make([]byte, 23)...)
	packet = append(append(packet, t.User...), 0)
	packet = append(append(packet, byte(len(proof))), proof...)
	if t.Database != "" {
		packet = append(append(packet, t.Database...), 0)
	}
	return append(append(packet, plugin...), 0)
}
