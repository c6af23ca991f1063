// Package postgres probes a Postgres server by speaking its protocol.
//
// A published port that accepts a connection proves nothing: docker-proxy
// accepts seconds before the server in the container listens. Only a query that
// comes back does.
package postgres

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// ErrCleartext is [gate.ErrCleartext].
var ErrCleartext = gate.ErrCleartext

// Target is a database, and the user to log in as.
type Target struct {
	Name     string // for errors, such as "localhost:5433"
	Address  string // host:port to dial
	User     string
	Password string
	Database string
}

// ServerError is an error that the server answered with.
type ServerError struct {
	Code    string // SQLSTATE, such as 28P01 for a wrong password
	Message string
}

// Error returns the message and the SQLSTATE.
func (e *ServerError) Error() string { return fmt.Sprintf("%s (SQLSTATE %s)", e.Message, e.Code) }

// SQLState returns the code.
func (e *ServerError) SQLState() string { return e.Code }

// Probe logs in and runs SELECT 1. Its error says which server was asked and what
// it answered, but never the password. It wraps a [*ServerError] if the server sent one.
func (t Target) Probe(ctx context.Context) error {
	if err := wire.Talk(ctx, t.Address, t.Password, t.talk); err != nil {
		return fmt.Errorf("SELECT 1 on %s/%s returned %w", t.Name, t.Database, err)
	}
	return nil
}

func (t Target) talk(c *wire.Conn) error {
	if err := c.Send(t.startup()); err != nil {
		return err
	}
	if err := t.login(c); err != nil {
		return err
	}
	if err := send(c, 'Q', "SELECT 1\x00"); err != nil {
		return err
	}
	for kind := byte(0); kind != ready; {
		var err error
		if kind, _, err = read(c); err != nil {
			return err
		}
	}
	return send(c, 'X', "") // so that the server logs no broken connection
}

// startup returns the first message, which has no kind.
func (t Target) startup() []byte {
	const version3 = 3 << 16
	content := binary.BigEndian.AppendUint32(nil, version3)
	for _, text := range []string{"user", t.User, "database", t.Database, "application_name", "sandbox-gate", ""} {
		content = append(append(content, text...), 0)
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(4+len(content))), content...)
}

// send sends a message of a kind.
func send(c *wire.Conn, kind byte, content string) error {
	return c.Send(append(binary.BigEndian.AppendUint32([]byte{kind}, uint32(4+len(content))), content...))
}

// Kinds of messages.
const (
	authentication = 'R'
	ready          = 'Z' // for a query
	failed         = 'E'

	notices = "NSK"    // notices, parameters, and the key to cancel queries
	others  = "RZETDC" // those above, and rows
)

// read returns the kind and the content of the next message that is no notice. An error of
// the server is a [*ServerError].
func read(c *wire.Conn) (kind byte, content []byte, err error) {
	for {
		head, err := c.Take(5)
		if err != nil {
			return 0, nil, err
		}
		kind, length := head[0], int64(binary.BigEndian.Uint32(head[1:]))
		if !bytes.ContainsRune([]byte(notices+others), rune(kind)) || length < 4 || length > wire.MaxBytes {
			return 0, nil, c.Foreign(head)
		}
		if content, err = c.Take(int(length - 4)); err != nil {
			return 0, nil, err
		}
		switch {
		case kind == failed:
			return 0, nil, serverError(content)
		case !bytes.ContainsRune([]byte(notices), rune(kind)):
			return kind, content, nil
		}
	}
}

// serverError reads the fields of an error. Each begins with a letter.
func serverError(content []byte) error {
	e := &ServerError{}
	for field := range bytes.SplitSeq(content, []byte{0}) {
		switch {
		case bytes.HasPrefix(field, []byte("C")):
			e.Code = string(field[1:])
		case bytes.HasPrefix(field, []byte("M")):
			e.Message = string(field[1:])
		}
	}
	return e
}
