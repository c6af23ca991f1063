// Package mysql probes a MySQL or MariaDB server by speaking its client/server
// protocol.
package mysql

import (
	"context"
	"fmt"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// Target is a server, and the user to log in as.
//
// The password is never sent in clear: Probe sends a hash of it and the server's
// challenge, or encrypts it with the server's public key.
type Target struct {
	Name     string // for errors, such as "localhost:3307"
	Address  string // host:port to dial
	User     string
	Password string
	Database string // empty for none
	Writable bool   // a server that is read-only does not pass
}

// Probe logs in and runs a query. Its error wraps a [*gate.Refusal] if the server
// answered.
//
// It completes the handshake and says goodbye, because a server refuses a host that
// broke off a hundred handshakes in a row (max_connect_errors).
func (t Target) Probe(ctx context.Context) error {
	if err := wire.Talk(ctx, t.Address, t.Password, t.talk); err != nil {
		return fmt.Errorf("SELECT on %s returned %w", t.Name, err)
	}
	return nil
}

func (t Target) talk(c *wire.Conn) error {
	s := &session{Conn: c}
	greeting, err := s.greeting()
	if err != nil {
		return err
	}
	if err := t.login(s, greeting); err != nil {
		return err
	}
	readOnly, err := s.variable("read_only")
	if err != nil {
		return err
	}
	if err := s.goodbye(); err != nil {
		return err
	}
	if t.Writable && readOnly != "0" {
		return &gate.Refusal{Reason: gate.ErrReadOnly, Answer: "read_only = " + readOnly}
	}
	return nil
}

// Commands.
const (
	comQuit  = 0x01
	comQuery = 0x03
)

// variable returns the value of a system variable. The answer has five packets: the
// number of columns, the column, an EOF, the row and another EOF.
func (s *session) variable(name string) (string, error) {
	s.sequence = 0
	if err := s.send(append([]byte{comQuery}, "SELECT @@global."+name...)); err != nil {
		return "", err
	}
	var packets [5][]byte
	for i := range packets {
		packet, err := s.receive()
		if err != nil {
			return "", err
		}
		packets[i] = packet
	}
	row := packets[3]
	if len(row) < 1 || int(row[0]) >= 0xfb || len(row) < 1+int(row[0]) { // a string of at most 250 bytes after its length
		return "", &gate.Refusal{Answer: "a malformed row"}
	}
	return string(row[1 : 1+row[0]]), nil
}

func (s *session) goodbye() error {
	s.sequence = 0
	return s.send([]byte{comQuit})
}

// refusal returns the error for an error packet: 0xff, a number in two bytes, and
// since the handshake # and an SQLSTATE of five characters; then the message.
func refusal(packet []byte) error {
	if len(packet) < 3 {
		return &gate.Refusal{Answer: "a malformed error"}
	}
	code, message := int(packet[1])|int(packet[2])<<8, packet[3:]
	if len(message) > 6 && message[0] == '#' {
		message = message[6:]
	}
	return &gate.Refusal{Reason: reasons[code], Answer: fmt.Sprintf("%s (error %d)", message, code)}
}

// reasons has the errors of MySQL's and MariaDB's references that tell a reason.
var reasons = map[int]error{
	1044: gate.ErrWrongPassword,   // ER_DBACCESS_DENIED_ERROR
	1045: gate.ErrWrongPassword,   // ER_ACCESS_DENIED_ERROR
	1698: gate.ErrWrongPassword,   // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
	1130: gate.ErrWrongPassword,   // ER_HOST_NOT_PRIVILEGED: no user may log in from this host
	1049: gate.ErrMissingDatabase, // ER_BAD_DB_ERROR
	1053: gate.ErrStarting,        // ER_SERVER_SHUTDOWN
	1077: gate.ErrStarting,        // ER_NORMAL_SHUTDOWN
	1047: gate.ErrStarting,        // ER_UNKNOWN_COM_ERROR: a Galera node that has not joined
	1290: gate.ErrReadOnly,        // ER_OPTION_PREVENTS_STATEMENT
	1836: gate.ErrReadOnly,        // ER_READ_ONLY_MODE
	3159: gate.ErrTLS,             // ER_SECURE_TRANSPORT_REQUIRED
}
