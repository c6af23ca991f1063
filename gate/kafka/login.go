package kafka

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"hash"
	"strings"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/scram"
)

// hashes has the mechanisms with a challenge, the best first.
var hashes = []struct {
	mechanism string
	newHash   func() hash.Hash
}{
	{"SCRAM-SHA-512", sha512.New},
	{"SCRAM-SHA-256", sha256.New},
}

// login logs in by the best mechanism that the broker has. Asking for one that it
// does not have returns those that it has.
func (t Target) login(b *broker) error {
	var offered []string
	for _, h := range hashes {
		var err error
		if offered, err = b.handshake(h.mechanism); err != nil {
			return err
		}
		if offered == nil {
			return t.exchange(b, scram.New(h.newHash, t.User, t.Password))
		}
	}
	offered, err := b.handshake("PLAIN")
	if err != nil {
		return err
	}
	if offered != nil {
		return &gate.Refusal{Answer: "no login by SCRAM or PLAIN, but by " + strings.Join(offered, ", ")}
	}
	_, err = b.authenticate("\x00" + t.User + "\x00" + t.Password)
	return err
}

// handshake chooses a mechanism. It returns nil if the broker has it, otherwise those
// that the broker has.
func (b *broker) handshake(mechanism string) (offered []string, err error) {
	answer, err := b.ask(saslHandshake, 1, text(mechanism))
	if err != nil {
		return nil, err
	}
	code := answer.int16()
	if code == 0 {
		return nil, nil
	}
	if code != unsupportedMechanism {
		return nil, refusal(code)
	}
	offered = []string{}
	for range answer.count(2) {
		offered = append(offered, answer.text())
	}
	return offered, nil
}

func (t Target) exchange(b *broker, exchange *scram.Exchange) error {
	challenge, err := b.authenticate(exchange.First())
	if err != nil {
		return err
	}
	final, err := exchange.Final(challenge)
	if err != nil {
		return &gate.Refusal{Answer: err.Error()}
	}
	signature, err := b.authenticate(final)
	if err != nil {
		return err
	}
	if err := exchange.Verify(signature); err != nil {
		return &gate.Refusal{Answer: err.Error()}
	}
	return nil
}

// authenticate sends a message of the mechanism and returns the broker's.
func (b *broker) authenticate(message string) (string, error) {
	answer, err := b.ask(saslLogin, 0, append(binary.BigEndian.AppendUint32(nil, uint32(len(message))), message...))
	if err != nil {
		return "", err
	}
	code, said := answer.int16(), answer.text()
	if code != 0 {
		return "", &gate.Refusal{Reason: reasons[code], Answer: fmt.Sprintf("%s (error %d)", said, code)}
	}
	return string(answer.bytes()), nil
}

const unsupportedMechanism = 33

// reasons has the protocol's error codes that tell a reason.
var reasons = map[int16]error{
	5:  gate.ErrNoLeader,      // LEADER_NOT_AVAILABLE
	8:  gate.ErrStarting,      // BROKER_NOT_AVAILABLE
	15: gate.ErrStarting,      // COORDINATOR_NOT_AVAILABLE
	31: gate.ErrWrongPassword, // CLUSTER_AUTHORIZATION_FAILED
	41: gate.ErrNoLeader,      // NOT_CONTROLLER
	58: gate.ErrWrongPassword, // SASL_AUTHENTICATION_FAILED
}

func refusal(code int16) error {
	return &gate.Refusal{Reason: reasons[code], Answer: fmt.Sprintf("error %d", code)}
}
