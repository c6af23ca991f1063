package postgres

import (
	"crypto/md5"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/scram"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// Requests of the server during a login.
const (
	loginOK       = 0
	cleartext     = 3
	md5Password   = 5
	sasl          = 10
	saslContinue  = 11
	saslFinal     = 12
	sha256Version = "SCRAM-SHA-256"
)

// login does what the server asks for, until it is ready for a query.
func (t Target) login(c *wire.Conn) error {
	for {
		request, content, err := asked(c)
		switch {
		case err != nil:
			return err
		case request == ready:
			return nil
		case request == loginOK: // it is not ready yet
		case request == md5Password && len(content) == 4:
			err = send(c, 'p', t.md5(content)+"\x00")
		case request == sasl:
			err = t.scram(c, strings.Split(string(content), "\x00"))
		case request == cleartext:
			return gate.ErrCleartext
		default:
			return &gate.Refusal{Answer: fmt.Sprintf("a login of kind %d, which no check knows", request)}
		}
		if err != nil {
			return err
		}
	}
}

// asked returns what the server asks for, or ready.
func asked(c *wire.Conn) (request int, content []byte, err error) {
	kind, content, err := read(c)
	switch {
	case err != nil:
		return 0, nil, err
	case kind == ready:
		return ready, nil, nil
	case kind != authentication || len(content) < 4:
		return 0, nil, &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: fmt.Sprintf("a message %q before the login", kind)}
	}
	return int(binary.BigEndian.Uint32(content)), content[4:], nil
}

// md5 returns the hash of the password that a server with a salt asks for.
func (t Target) md5(salt []byte) string {
	inner := md5.Sum([]byte(t.Password + t.User))
	outer := md5.Sum(append([]byte(hex.EncodeToString(inner[:])), salt...))
	return "md5" + hex.EncodeToString(outer[:])
}

// scram proves that the probe knows the password, and that the server does. The server
// knows the user from the first message.
func (t Target) scram(c *wire.Conn, mechanisms []string) error {
	if !slices.Contains(mechanisms, sha256Version) {
		return &gate.Refusal{Answer: fmt.Sprintf("a login by %s, which no check knows", strings.Join(mechanisms, " "))}
	}
	exchange := scram.New(sha256.New, "", t.Password)
	first := exchange.First()
	if err := send(c, 'p', sha256Version+"\x00"+string(binary.BigEndian.AppendUint32(nil, uint32(len(first))))+first); err != nil {
		return err
	}
	challenge, err := expect(c, saslContinue)
	if err != nil {
		return err
	}
	final, err := exchange.Final(challenge)
	if err != nil {
		return err
	}
	if err := send(c, 'p', final); err != nil {
		return err
	}
	proof, err := expect(c, saslFinal)
	if err != nil {
		return err
	}
	return exchange.Verify(proof)
}

// expect returns the content of a request of a kind.
func expect(c *wire.Conn, kind int) (string, error) {
	request, content, err := asked(c)
	if err == nil && request != kind {
		err = &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: fmt.Sprintf("a request %d in place of %d", request, kind)}
	}
	return string(content), err
}
