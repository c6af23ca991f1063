// Package amqp probes a RabbitMQ server by speaking its protocol, AMQP 0-9-1.
package amqp

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// Target is a server, and the user to log in as.
//
// The login sends the password in clear: PLAIN is the only mechanism that every
// RabbitMQ has. Every AMQP client does so too.
type Target struct {
	Name     string // for errors, such as "localhost:5673"
	Address  string // host:port to dial
	User     string
	Password string
	Vhost    string // empty for /
}

// Probe logs in, opens the virtual host and closes the connection as the protocol
// wants it. Its error wraps a [*gate.Refusal] if the server answered.
func (t Target) Probe(ctx context.Context) error {
	if err := wire.Talk(ctx, t.Address, t.Password, t.talk); err != nil {
		return fmt.Errorf("login on %s returned %w", t.Name, err)
	}
	return nil
}

// Methods of the class connection.
const (
	start   = 10
	startOK = 11
	tune    = 30
	tuneOK  = 31
	open    = 40
	openOK  = 41
	closing = 50
	closed  = 51
)

func (t Target) talk(c *wire.Conn) error {
	if err := c.Send([]byte("AMQP\x00\x00\x09\x01")); err != nil {
		return err
	}
	mechanisms, err := greeted(c)
	if err != nil {
		return err
	}
	if !strings.Contains(" "+mechanisms+" ", " PLAIN ") {
		return &gate.Refusal{Answer: "no login by PLAIN, but by " + mechanisms}
	}
	if err := send(c, startOK, t.login()); err != nil {
		return err
	}
	limits, err := expect(c, tune)
	if err != nil {
		return err
	}
	if err := send(c, tuneOK, limits); err != nil { // the server's own limits suit
		return err
	}
	// The two strings after the virtual host are reserved.
	if err := send(c, open, append(short(cmp.Or(t.Vhost, "/")), 0, 0)); err != nil {
		return err
	}
	if _, err := expect(c, openOK); err != nil {
		return err
	}
	if err := send(c, closing, append([]byte{0, 200}, append(short("ready"), 0, 0, 0, 0)...)); err != nil {
		return err
	}
	_, err = expect(c, closed)
	return err
}

// greeted reads the server's Start and returns the mechanisms that it offers.
func greeted(c *wire.Conn) (mechanisms string, err error) {
	arguments, err := expect(c, start)
	if err != nil {
		return "", err
	}
	malformed := &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: "a malformed greeting"}
	if len(arguments) < 6 { // two bytes of version, then a table with its length
		return "", malformed
	}
	properties := int64(binary.BigEndian.Uint32(arguments[2:]))
	if int64(len(arguments)) < 6+properties+4 {
		return "", malformed
	}
	rest := arguments[6+properties:]
	if size := int64(binary.BigEndian.Uint32(rest)); int64(len(rest)) >= 4+size {
		return string(rest[4 : 4+size]), nil
	}
	return "", malformed
}

// login returns the arguments of StartOk. The capability makes the server say that
// the password is wrong; otherwise it would only hang up.
func (t Target) login() []byte {
	const boolean, table = 't', 'F'
	capabilities := append(short("authentication_failure_close"), boolean, 1)
	properties := append(short("capabilities"), table)
	properties = append(properties, long(string(capabilities))...)
	arguments := long(string(properties))
	arguments = append(arguments, short("PLAIN")...)
	arguments = append(arguments, long("\x00"+t.User+"\x00"+t.Password)...)
	return append(arguments, short("en_US")...)
}

// short returns a string of at most 255 bytes with its length.
func short(text string) []byte {
	text = text[:min(len(text), 255)]
	return append([]byte{byte(len(text))}, text...)
}

// long returns a string, or the content of a table, with its length.
func long(text string) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(text))), text...)
}
