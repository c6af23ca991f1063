package amqp

import (
	"encoding/binary"
	"fmt"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

const (
	methodFrame = 1
	heartbeat   = 8
	frameEnd    = 0xce

	connection = 10 // the class of all methods that the probe uses
)

// send sends a method of the class connection. A frame has a kind, a channel, a
// length, the payload and a mark at its end.
func send(c *wire.Conn, method uint16, arguments []byte) error {
	frame := []byte{methodFrame, 0, 0}
	frame = binary.BigEndian.AppendUint32(frame, uint32(4+len(arguments)))
	frame = binary.BigEndian.AppendUint16(frame, connection)
	frame = binary.BigEndian.AppendUint16(frame, method)
	return c.Send(append(append(frame, arguments...), frameEnd))
}

// expect reads a method and returns its arguments. If the server closes the
// connection instead, expect confirms that and returns the reason.
func expect(c *wire.Conn, want uint16) ([]byte, error) {
	payload, err := receive(c)
	if err != nil {
		return nil, err
	}
	class, method := binary.BigEndian.Uint16(payload), binary.BigEndian.Uint16(payload[2:])
	switch {
	case class == connection && method == want:
		return payload[4:], nil
	case class == connection && method == closing:
		_ = send(c, closed, nil) // the server waits for it, but the reason is known
		return nil, refusal(payload[4:])
	}
	return nil, &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: fmt.Sprintf("the method %d.%d", class, method)}
}

// receive returns the payload of the next method, which has at least four bytes.
func receive(c *wire.Conn) ([]byte, error) {
	for {
		header, err := c.Take(7)
		if err != nil {
			return nil, err
		}
		kind, length := header[0], binary.BigEndian.Uint32(header[3:])
		if string(header[:4]) == "AMQP" { // the version that the server speaks
			return nil, &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: fmt.Sprintf("AMQP %d.%d", header[5], header[6])}
		}
		if kind != methodFrame && kind != heartbeat || kind == methodFrame && length < 4 {
			return nil, c.Foreign(header)
		}
		payload, err := c.Take(int(length))
		if err != nil {
			return nil, err
		}
		end, err := c.Take(1)
		if err != nil {
			return nil, err
		}
		if end[0] != frameEnd {
			return nil, c.Foreign(append(header, payload...))
		}
		if kind == methodFrame {
			return payload, nil
		}
	}
}

// reasons has the reply codes of AMQP 0-9-1 and RabbitMQ that tell a reason.
var reasons = map[uint16]error{
	320: gate.ErrStarting,        // CONNECTION_FORCED: the broker shuts down
	403: gate.ErrWrongPassword,   // ACCESS_REFUSED
	530: gate.ErrMissingDatabase, // NOT_ALLOWED: no such virtual host, or not for this user
	541: gate.ErrStarting,        // INTERNAL_ERROR: the virtual host is down
}

func refusal(arguments []byte) error {
	if len(arguments) < 3 || len(arguments) < 3+int(arguments[2]) {
		return &gate.Refusal{Answer: "a malformed refusal"}
	}
	code := binary.BigEndian.Uint16(arguments)
	return &gate.Refusal{Reason: reasons[code], Answer: fmt.Sprintf("%s (code %d)", arguments[3:3+int(arguments[2])], code)}
}
