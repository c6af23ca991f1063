package mysql

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"

	"github.com/seed-491dada8/sandbox/gate"
)

// The ways to log in that the probe knows.
const (
	nativePassword = "mysql_native_password" // MariaDB, and MySQL up to 5.7
	cachingSHA2    = "caching_sha2_password" // MySQL 8 and later
	clearPassword  = "mysql_clear_password"
)

// The first bytes of packets during the login.
const (
	packetOK     = 0x00
	packetMore   = 0x01 // one more step of caching_sha2_password
	packetSwitch = 0xfe // the user needs another way to log in
)

// Steps of caching_sha2_password.
const (
	requestKey = 0x02
	fastOK     = 0x03
	fullLogin  = 0x04
)

// maxKeyBits bounds the work that a server's public key can cause.
const maxKeyBits = 8192

func (t Target) login(s *session, g greeting) error {
	plugin, challenge := g.plugin, g.challenge
	proof, err := t.proof(plugin, challenge)
	if err != nil { // the user's own way may be another: let the server ask for it
		plugin, proof = nativePassword, nil
	}
	if err := s.send(t.response(plugin, proof)); err != nil {
		return err
	}
	const steps = 8 // more than any server takes
	for range steps {
		packet, err := s.receive()
		switch {
		case err != nil:
			return err
		case len(packet) > 0 && packet[0] == packetOK:
			return nil
		case len(packet) > 1 && packet[0] == packetSwitch:
			name, rest, _ := bytes.Cut(packet[1:], []byte{0})
			plugin, challenge = string(name), bytes.TrimSuffix(rest, []byte{0})
			if proof, err = t.proof(plugin, challenge); err == nil {
				err = s.send(proof)
			}
		case len(packet) > 1 && packet[0] == packetMore && plugin == cachingSHA2:
			err = t.more(s, packet[1:], challenge)
		default:
			err = &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: string(packet)}
		}
		if err != nil {
			return err
		}
	}
	return &gate.Refusal{Answer: "a login without an end"}
}

// proof returns what shows that the probe knows the password.
func (t Target) proof(plugin string, challenge []byte) ([]byte, error) {
	switch {
	case plugin == clearPassword:
		return nil, &gate.Refusal{Reason: gate.ErrCleartext}
	case plugin != nativePassword && plugin != cachingSHA2 && plugin != "":
		return nil, &gate.Refusal{Answer: fmt.Sprintf("a login by %s, which no check knows", plugin)}
	case t.Password == "":
		return nil, nil
	case plugin == cachingSHA2:
		return scrambleSHA256(t.Password, challenge), nil
	}
	return scrambleSHA1(t.Password, challenge), nil
}

// scrambleSHA1 returns SHA1(password) XOR SHA1(challenge + SHA1(SHA1(password))).
func scrambleSHA1(password string, challenge []byte) []byte {
	once := sha1.Sum([]byte(password))
	twice := sha1.Sum(once[:])
	mask := sha1.Sum(append(bytes.Clone(challenge), twice[:]...))
	return xor(once[:], mask[:])
}

// scrambleSHA256 returns SHA256(password) XOR SHA256(SHA256(SHA256(password)) + challenge).
func scrambleSHA256(password string, challenge []byte) []byte {
	once := sha256.Sum256([]byte(password))
	twice := sha256.Sum256(once[:])
	mask := sha256.Sum256(append(twice[:], challenge...))
	return xor(once[:], mask[:])
}

// xor returns the bytes of text XOR those of the key, which repeats.
func xor(text, key []byte) []byte {
	result := make([]byte, len(text))
	for i := range text {
		result[i] = text[i] ^ key[i%len(key)]
	}
	return result
}

// more takes the next step of caching_sha2_password. A server that has no hash of
// the password in its cache wants the password itself, here encrypted with its key.
func (t Target) more(s *session, step, challenge []byte) error {
	switch {
	case step[0] == fastOK:
		return nil
	case step[0] == fullLogin:
		return s.send([]byte{requestKey})
	case len(challenge) == 0:
		return &gate.Refusal{Answer: "no challenge"}
	}
	block, _ := pem.Decode(step)
	if block == nil {
		return &gate.Refusal{Answer: "no public key: " + string(step)}
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	key, ok := parsed.(*rsa.PublicKey)
	if err != nil || !ok || key.N.BitLen() > maxKeyBits {
		return &gate.Refusal{Answer: "an unusable public key"}
	}
	encrypted, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, key, xor(append([]byte(t.Password), 0), challenge), nil)
	if err != nil {
		return fmt.Errorf("encrypting the password with the server's key: %w", err)
	}
	return s.send(encrypted)
}
