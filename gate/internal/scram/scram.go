// Package scram proves knowledge of a password as RFC 5802 describes, without
// sending it, and checks that the server knows it too.
package scram

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"
)

// maxRounds bounds the work that a server can ask for; servers use 4096 to 15000.
const maxRounds = 200_000

// Exchange is one login.
type Exchange struct {
	newHash   func() hash.Hash
	password  string
	first     string // the client's first message without its header
	nonce     string
	signature []byte // that the server has to show
}

// New returns a login by a hash function. It takes the password byte by byte, as every
// ASCII password is and most others are. It does not apply SASLprep: a password with a
// character that this replaces, such as a ligature or a no-break space, is refused by a
// server that stored the replaced form.
func New(newHash func() hash.Hash, user, password string) *Exchange {
	return withNonce(newHash, user, password, rand.Text())
}

func withNonce(newHash func() hash.Hash, user, password, nonce string) *Exchange {
	user = strings.NewReplacer("=", "=3D", ",", "=2C").Replace(user)
	return &Exchange{newHash: newHash, password: password, nonce: nonce, first: "n=" + user + ",r=" + nonce}
}

// First returns the client's first message.
func (e *Exchange) First() string { return "n,," + e.first }

// Final returns the client's second message, given the server's first.
func (e *Exchange) Final(server string) (string, error) {
	fields := parse(server)
	salt, err := base64.StdEncoding.DecodeString(fields["s"])
	rounds, err2 := strconv.Atoi(fields["i"])
	if err = errors.Join(err, err2); err != nil || !strings.HasPrefix(fields["r"], e.nonce) || rounds < 1 || rounds > maxRounds {
		return "", fmt.Errorf("a malformed challenge %q", server)
	}
	salted, err := pbkdf2.Key(e.newHash, e.password, salt, rounds, e.newHash().Size())
	if err != nil {
		return "", err
	}
	final := "c=biws,r=" + fields["r"] // biws is n,, in base 64
	message := e.first + "," + server + "," + final
	clientKey := e.mac(salted, "Client Key")
	stored := e.newHash()
	stored.Write(clientKey)
	proof := e.mac(stored.Sum(nil), message)
	for i := range proof {
		proof[i] ^= clientKey[i]
	}
	e.signature = e.mac(e.mac(salted, "Server Key"), message)
	return final + ",p=" + base64.StdEncoding.EncodeToString(proof), nil
}

// Verify returns an error if the server's last message does not show that it knows
// the password.
func (e *Exchange) Verify(server string) error {
	signature, err := base64.StdEncoding.DecodeString(parse(server)["v"])
	if err != nil || e.signature == nil || !hmac.Equal(signature, e.signature) {
		return errors.New("a server that does not know the password itself")
	}
	return nil
}

func (e *Exchange) mac(key []byte, message string) []byte {
	h := hmac.New(e.newHash, key)
	h.Write([]byte(message))
	return h.Sum(nil)
}

// parse reads a message such as r=NONCE,s=SALT,i=4096.
func parse(message string) map[string]string {
	fields := make(map[string]string)
	for field := range strings.SplitSeq(message, ",") {
		key, value, _ := strings.Cut(field, "=")
		fields[key] = value
	}
	return fields
}
