// Package redis probes a Redis or Valkey server by speaking its protocol, RESP 2.
package redis

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// Target is a server, and the user to log in as.
//
// AUTH sends the password in clear: the protocol has no other login. Every Redis
// client does so too.
type Target struct {
	Name     string // for errors, such as "localhost:6380"
	Address  string // host:port to dial
	User     string // empty for the default user
	Password string // empty for a server without one
	Writable bool   // a replica does not pass
}

// Probe logs in and sends PING. Its error wraps a [*gate.Refusal] if the server
// answered.
func (t Target) Probe(ctx context.Context) error {
	if err := wire.Talk(ctx, t.Address, t.Password, t.talk); err != nil {
		return fmt.Errorf("PING on %s returned %w", t.Name, err)
	}
	return nil
}

func (t Target) talk(c *wire.Conn) error {
	if t.Password != "" {
		login := []string{"AUTH", t.Password}
		if t.User != "" {
			login = []string{"AUTH", t.User, t.Password}
		}
		if err := expect(c, "OK", login...); err != nil {
			return err
		}
	}
	if err := expect(c, "PONG", "PING"); err != nil {
		return err
	}
	if t.Writable {
		if err := primary(c); err != nil {
			return err
		}
	}
	return c.Send(command("QUIT"))
}

// expect sends a command and wants one simple string.
func expect(c *wire.Conn, want string, arguments ...string) error {
	if err := c.Send(command(arguments...)); err != nil {
		return err
	}
	line, err := c.Line()
	switch {
	case line == "+"+want:
		return nil
	case strings.HasPrefix(line, "-"):
		return refusal(line[1:])
	case err != nil && line == "":
		return err
	}
	return c.Foreign([]byte(line))
}

// primary wants the server's role to be that of a primary. ROLE returns an array
// whose first element is a bulk string.
func primary(c *wire.Conn) error {
	if err := c.Send(command("ROLE")); err != nil {
		return err
	}
	var lines [3]string // *5, $6, master
	for i := range lines {
		line, err := c.Line()
		if err != nil {
			return err
		}
		if strings.HasPrefix(line, "-") {
			return refusal(line[1:])
		}
		lines[i] = line
	}
	if lines[2] != "master" {
		return &gate.Refusal{Reason: gate.ErrReadOnly, Answer: "the role " + lines[2]}
	}
	return nil
}

// refusal returns the error for an error reply. Its first word is its code.
func refusal(reply string) error {
	code, _, _ := strings.Cut(reply, " ")
	refused := &gate.Refusal{Answer: reply}
	switch code {
	case "WRONGPASS", "NOAUTH", "DENIED": // DENIED: it takes no connection from elsewhere without a password
		refused.Reason = gate.ErrWrongPassword
	case "LOADING", "BUSY", "MASTERDOWN", "TRYAGAIN":
		refused.Reason = gate.ErrStarting
	case "READONLY", "MISCONF": // MISCONF: it cannot save, and therefore takes no writes
		refused.Reason = gate.ErrReadOnly
	case "CLUSTERDOWN":
		refused.Reason = gate.ErrNoLeader
	case "ERR":
		if strings.Contains(reply, "AUTH") || strings.Contains(reply, "invalid password") { // Redis 5 has no code for it
			refused.Reason = gate.ErrWrongPassword
		}
	}
	return refused
}

// command returns a command as an array of bulk strings.
func command(arguments ...string) []byte {
	message := "*" + strconv.Itoa(len(arguments)) + "\r\n"
	for _, argument := range arguments {
		message += "$" + strconv.Itoa(len(argument)) + "\r\n" + argument + "\r\n"
	}
	return []byte(message)
}
