// Package memcached probes a memcached server by speaking its protocol.
package memcached

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// Target is a server, and the user to log in as.
//
// The login sends the password in clear: SASL PLAIN is the only mechanism that every
// memcached with SASL has.
type Target struct {
	Name     string // for errors, such as "localhost:11211"
	Address  string // host:port to dial
	User     string // empty for a server without a login
	Password string
}

// Probe asks for the version, after a login if there is a user. Its error wraps a
// [*gate.Refusal] if the server answered.
func (t Target) Probe(ctx context.Context) error {
	talk := version
	if t.User != "" {
		talk = t.login
	}
	if err := wire.Talk(ctx, t.Address, t.Password, talk); err != nil {
		return fmt.Errorf("version on %s returned %w", t.Name, err)
	}
	return nil
}

// version speaks the text protocol.
func version(c *wire.Conn) error {
	if err := c.Send([]byte("version\r\n")); err != nil {
		return err
	}
	line, err := c.Line()
	switch {
	case strings.HasPrefix(line, "VERSION "):
		return c.Send([]byte("quit\r\n"))
	case strings.HasPrefix(line, "CLIENT_ERROR unauthenticated"):
		return &gate.Refusal{Reason: gate.ErrWrongPassword, Answer: line}
	case strings.HasPrefix(line, "SERVER_ERROR"), strings.HasPrefix(line, "ERROR"):
		return &gate.Refusal{Answer: line}
	case err != nil && line == "":
		return err
	}
	return c.Foreign([]byte(line))
}

// Commands and statuses of the binary protocol, the only one with SASL.
const (
	opQuit    = 0x07
	opVersion = 0x0b
	opLogin   = 0x21

	statusOK         = 0x00
	statusAuthFailed = 0x20
	statusContinue   = 0x21

	headerSize = 24
)

// login speaks the binary protocol.
func (t Target) login(c *wire.Conn) error {
	if err := ask(c, opLogin, "PLAIN", "\x00"+t.User+"\x00"+t.Password); err != nil {
		return err
	}
	if err := ask(c, opVersion, "", ""); err != nil {
		return err
	}
	return c.Send(request(opQuit, "", ""))
}

func ask(c *wire.Conn, operation byte, key, value string) error {
	if err := c.Send(request(operation, key, value)); err != nil {
		return err
	}
	header, err := c.Take(1)
	if err != nil {
		return err
	}
	if header[0] != 0x81 { // every response begins so
		return c.Foreign(header)
	}
	rest, err := c.Take(headerSize - 1)
	if err != nil {
		return err
	}
	header = append(header, rest...)
	body, err := c.Take(int(binary.BigEndian.Uint32(header[8:])))
	if err != nil {
		return err
	}
	switch status := binary.BigEndian.Uint16(header[6:]); status {
	case statusOK:
		return nil
	case statusAuthFailed, statusContinue:
		return &gate.Refusal{Reason: gate.ErrWrongPassword, Answer: string(body)}
	default:
		return &gate.Refusal{Answer: fmt.Sprintf("status 0x%02x: %s", status, body)}
	}
}

func request(operation byte, key, value string) []byte {
	message := make([]byte, headerSize)
	message[0], message[1] = 0x80, operation
	binary.BigEndian.PutUint16(message[2:], uint16(len(key)))
	binary.BigEndian.PutUint32(message[8:], uint32(len(key)+len(value)))
	return append(append(message, key...), value...)
}
