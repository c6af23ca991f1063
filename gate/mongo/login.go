package mongo

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/scram"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
)

// login logs in by the best mechanism that the user has. The server names none for
// a user that it does not know; it then gets to refuse the login itself.
func (t Target) login(c *wire.Conn, mechanisms []string) error {
	mechanism, exchange := "SCRAM-SHA-256", scram.New(sha256.New, t.User, t.Password)
	if slices.Contains(mechanisms, "SCRAM-SHA-1") && !slices.Contains(mechanisms, mechanism) {
		digest := md5.Sum([]byte(t.User + ":mongo:" + t.Password))
		mechanism, exchange = "SCRAM-SHA-1", scram.New(sha1.New, t.User, hex.EncodeToString(digest[:]))
	}
	answer, err := run(c, field{"saslStart", int32(1)}, field{"mechanism", mechanism}, field{"payload", []byte(exchange.First())}, field{"$db", t.database()})
	if err != nil {
		return err
	}
	final, err := exchange.Final(payload(answer))
	if err != nil {
		return &gate.Refusal{Answer: err.Error()}
	}
	if answer, err = t.proceed(c, answer, final); err != nil {
		return err
	}
	if err := exchange.Verify(payload(answer)); err != nil {
		return &gate.Refusal{Answer: err.Error()}
	}
	const steps = 3
	for range steps {
		if answer["done"] == true {
			return nil
		}
		if answer, err = t.proceed(c, answer, ""); err != nil {
			return err
		}
	}
	return &gate.Refusal{Answer: fmt.Sprintf("a login by %s without an end", mechanism)}
}

func (t Target) proceed(c *wire.Conn, answer map[string]any, message string) (map[string]any, error) {
	conversation, _ := answer["conversationId"].(float64)
	return run(c, field{"saslContinue", int32(1)}, field{"conversationId", int32(conversation)}, field{"payload", []byte(message)}, field{"$db", t.database()})
}

func payload(answer map[string]any) string {
	content, _ := answer["payload"].([]byte)
	return string(content)
}
