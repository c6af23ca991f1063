// Package mongo probes a MongoDB server by speaking its wire protocol, OP_MSG, which
// MongoDB has had since 3.6.
package mongo

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// Target is a server, and the user to log in as. The password is never sent: the
// login is by SCRAM.
type Target struct {
	Name     string // for errors, such as "localhost:27018"
	Address  string // host:port to dial
	User     string // empty for a server without a login
	Password string
	Database string // of the user; empty for admin
	Writable bool   // a secondary does not pass
}

// Probe sends hello, and logs in if there is a user. Its error wraps a [*gate.Refusal] if
// the server answered.
func (t Target) Probe(ctx context.Context) error {
	if err := wire.Talk(ctx, t.Address, t.Password, t.talk); err != nil {
		return fmt.Errorf("hello on %s returned %w", t.Name, err)
	}
	return nil
}

func (t Target) database() string { return cmp.Or(t.Database, "admin") }

func (t Target) talk(c *wire.Conn) error {
	hello := []field{{"hello", int32(1)}}
	if t.User != "" {
		hello = append(hello, field{"saslSupportedMechs", t.database() + "." + t.User})
	}
	state, err := run(c, append(hello, field{"$db", "admin"})...)
	if err != nil {
		return err
	}
	if err := t.judge(state); err != nil {
		return err
	}
	if t.User == "" {
		return nil
	}
	mechanisms, _ := state["saslSupportedMechs"].([]string)
	return t.login(c, mechanisms)
}

// judge returns an error for a server that does not serve.
func (t Target) judge(state map[string]any) error {
	if state["isWritablePrimary"] == true {
		return nil
	}
	set, _ := state["setName"].(string)
	switch {
	case state["isreplicaset"] == true:
		return &gate.Refusal{Reason: gate.ErrNoLeader, Answer: "the replica set is not initiated"}
	case state["secondary"] != true:
		return &gate.Refusal{Reason: gate.ErrStarting, Answer: "a member of the replica set " + set + " that is neither primary nor secondary"}
	case !t.Writable:
		return nil
	case state["primary"] == nil:
		return &gate.Refusal{Reason: gate.ErrNoLeader, Answer: "the replica set " + set + " has no primary"}
	}
	return &gate.Refusal{Reason: gate.ErrReadOnly, Answer: "a secondary of the replica set " + set}
}

const (
	opMessage  = 2013
	headerSize = 16
)

// run sends a command and returns its answer. A message has a header of four
// numbers (its length, its own id, the id it answers, and what it is), flags, and
// the kind and content of one section.
func run(c *wire.Conn, command ...field) (map[string]any, error) {
	document := encode(command...)
	var message []byte
	for _, number := range []int{headerSize + 5 + len(document), 1, 0, opMessage, 0} {
		message = binary.LittleEndian.AppendUint32(message, uint32(number))
	}
	if err := c.Send(append(append(message, 0), document...)); err != nil {
		return nil, err
	}
	header, err := c.Take(headerSize)
	if err != nil {
		return nil, err
	}
	length, answered, code := binary.LittleEndian.Uint32(header), binary.LittleEndian.Uint32(header[8:]), binary.LittleEndian.Uint32(header[12:])
	if code != opMessage || answered != 1 || length < headerSize+5 {
		return nil, c.Foreign(header)
	}
	body, err := c.Take(int(length) - headerSize)
	if err != nil {
		return nil, err
	}
	answer, err := decode(body[5:])
	if err != nil {
		return nil, &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: err.Error()}
	}
	if answer["ok"] != 1.0 {
		return nil, refusal(answer)
	}
	return answer, nil
}

// reasons has the codes of MongoDB's error_codes.yml that tell a reason.
var reasons = map[int]error{
	11:    gate.ErrWrongPassword, // UserNotFound
	13:    gate.ErrWrongPassword, // Unauthorized
	18:    gate.ErrWrongPassword, // AuthenticationFailed
	334:   gate.ErrWrongPassword, // MechanismUnavailable
	91:    gate.ErrStarting,      // ShutdownInProgress
	94:    gate.ErrNoLeader,      // NotYetInitialized
	133:   gate.ErrNoLeader,      // FailedToSatisfyReadPreference
	11600: gate.ErrStarting,      // InterruptedAtShutdown
	11602: gate.ErrStarting,      // InterruptedDueToReplStateChange
	13436: gate.ErrStarting,      // NotPrimaryOrSecondary
	10107: gate.ErrReadOnly,      // NotWritablePrimary
	13435: gate.ErrReadOnly,      // NotPrimaryNoSecondaryOk
}

func refusal(answer map[string]any) error {
	code, _ := answer["code"].(float64)
	message, _ := answer["errmsg"].(string)
	return &gate.Refusal{Reason: reasons[int(code)], Answer: fmt.Sprintf("%s (code %d)", message, int(code))}
}
