// Package nats probes a NATS server by speaking its protocol.
package nats

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// Target is a server, and the user to log in as.
//
// CONNECT sends the password or token in clear: without keys the protocol has no
// other login.
type Target struct {
	Name     string // for errors, such as "localhost:4222"
	Address  string // host:port to dial
	User     string
	Password string
	Token    string // in place of User and Password
}

// info is the part of the server's greeting that matters here.
type info struct {
	TLSRequired bool `json:"tls_required"`
	LameDuck    bool `json:"ldm"`
}

// Probe logs in and sends PING. Its error wraps a [*gate.Refusal] if the server
// answered.
func (t Target) Probe(ctx context.Context) error {
	if err := wire.Talk(ctx, t.Address, t.Password+t.Token, t.talk); err != nil {
		return fmt.Errorf("PING on %s returned %w", t.Name, err)
	}
	return nil
}

func (t Target) talk(c *wire.Conn) error {
	greeting, err := greeted(c)
	switch {
	case err != nil:
		return err
	case greeting.TLSRequired:
		return &gate.Refusal{Reason: gate.ErrTLS, Answer: "tls_required"}
	case greeting.LameDuck:
		return &gate.Refusal{Reason: gate.ErrStarting, Answer: "it shuts down (lame duck mode)"}
	}
	login, err := t.login()
	if err != nil {
		return err
	}
	if err := c.Send([]byte("CONNECT " + string(login) + "\r\nPING\r\n")); err != nil {
		return err
	}
	return pong(c)
}

// greeted reads the server's INFO, which comes first.
func greeted(c *wire.Conn) (info, error) {
	begun, err := c.Take(len("INFO "))
	if err != nil {
		return info{}, err
	}
	if string(begun) != "INFO " {
		return info{}, c.Foreign(begun)
	}
	line, err := c.Line()
	if err != nil {
		return info{}, err
	}
	var greeting info
	if err := json.Unmarshal([]byte(line), &greeting); err != nil {
		return info{}, c.Foreign([]byte("INFO " + line))
	}
	return greeting, nil
}

func (t Target) login() ([]byte, error) {
	return json.Marshal(struct {
		Verbose  bool   `json:"verbose"`
		Pedantic bool   `json:"pedantic"`
		Name     string `json:"name"`
		User     string `json:"user,omitempty"`
		Password string `json:"pass,omitempty"`
		Token    string `json:"auth_token,omitempty"`
	}{Name: "sandbox-gate", User: t.User, Password: t.Password, Token: t.Token})
}

// pong reads until the server answers the PING. It may send its INFO again, or a
// PING of its own, before.
func pong(c *wire.Conn) error {
	for {
		line, err := c.Line()
		if err != nil {
			return err
		}
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "PONG":
			return nil
		case "-ERR":
			return refusal(rest)
		case "INFO", "+OK", "PING":
		default:
			return c.Foreign([]byte(line))
		}
	}
}

func refusal(text string) error {
	refused := &gate.Refusal{Answer: strings.Trim(text, "'")}
	lower := strings.ToLower(text)
	switch {
	case strings.Contains(lower, "authorization"), strings.Contains(lower, "authentication"):
		refused.Reason = gate.ErrWrongPassword
	case strings.Contains(lower, "shutdown"):
		refused.Reason = gate.ErrStarting
	case strings.Contains(lower, "secure connection"):
		refused.Reason = gate.ErrTLS
	}
	return refused
}
