package mysql_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
	"github.com/seed-491dada8/sandbox/gate/mysql"
)

const challenge = "12345678abcdefghijkl"

// packet is a payload with its header.
func packet(sequence byte, payload string) string {
	n := len(payload)
	return string([]byte{byte(n), byte(n >> 8), byte(n >> 16), sequence}) + payload
}

func greeting(plugin string) string {
	return packet(0, "\x0a8.4.3\x00\x01\x00\x00\x00"+challenge[:8]+"\x00\xff\xff\xff\x02\x00\xff\xdf\x15"+
		strings.Repeat("\x00", 10)+challenge[8:]+"\x00"+plugin+"\x00")
}

// readOnly is the answer to the query.
func readOnly(value string) string {
	const eof = "\xfe\x00\x00\x02\x00"
	return packet(1, "\x01") + packet(2, "\x03def\x00\x00\x00\x12@@global.read_only\x00\x0c\x3f\x00\x01\x00\x00\x00\x08\x80\x00\x00\x00\x00") +
		packet(3, eof) + packet(4, string([]byte{byte(len(value))})+value) + packet(5, eof)
}

const (
	okay         = "\x00\x00\x00\x02\x00\x00\x00"
	native, sha2 = "mysql_native_password", "caching_sha2_password"
)

// The answers are those of MySQL 8.4 and MariaDB 10.11.
func TestProbe(t *testing.T) {
	for _, test := range []struct {
		name     string
		writable bool
		answers  []string
		reason   error // nil passes
	}{
		{"native password", true, []string{greeting(native), packet(2, okay), readOnly("0")}, nil},
		{"cached SHA-256", true, []string{greeting(sha2), packet(2, "\x01\x03") + packet(3, okay), readOnly("0")}, nil},
		{"switch to another way", true, []string{greeting(sha2), packet(2, "\xfe"+native+"\x00"+challenge+"\x00"), packet(4, okay), readOnly("0")}, nil},
		{"the server's way is unknown, the user's is not", true, []string{greeting("client_ed25519"), packet(2, "\xfe"+native+"\x00"+challenge+"\x00"), packet(4, okay), readOnly("0")}, nil},
		{"replica", false, []string{greeting(native), packet(2, okay), readOnly("1")}, nil},
		{"replica that must take writes", true, []string{greeting(native), packet(2, okay), readOnly("1")}, gate.ErrReadOnly},
		{"wrong password", true, []string{greeting(native), packet(2, "\xff\x15\x04#28000Access denied for user 'me'@'172.17.0.1' (using password: YES)")}, gate.ErrWrongPassword},
		{"no such database", true, []string{greeting(native), packet(2, "\xff\x19\x04#42000Unknown database 'shop'")}, gate.ErrMissingDatabase},
		{"no user from this host", true, []string{packet(0, "\xff\x6a\x04Host '172.17.0.1' is not allowed to connect to this MySQL server")}, gate.ErrWrongPassword},
		{"shuts down", true, []string{greeting(native), packet(2, okay), packet(1, "\xff\x1d\x04#08S01Server shutdown in progress")}, gate.ErrStarting},
		{"TLS is required", true, []string{greeting(native), packet(2, "\xff\x57\x0c#HY000Connections using insecure transport are prohibited")}, gate.ErrTLS},
		{"password in clear", true, []string{greeting(native), packet(2, "\xfemysql_clear_password\x00")}, gate.ErrCleartext},
		{"SSH", true, []string{"SSH-2.0-OpenSSH_9.2\r\n"}, gate.ErrOtherProtocol},
		{"old protocol", true, []string{packet(0, "\x09") + packet(1, "")}, gate.ErrOtherProtocol},
	} {
		t.Run(test.name, func(t *testing.T) {
			script := &wiretest.Script{Greets: true, Answers: test.answers}
			target := mysql.Target{Name: "localhost:3307", Address: script.Serve(t), User: "me", Password: "hunter2", Database: "shop", Writable: test.writable}
			err := target.Probe(t.Context())
			if !errors.Is(err, test.reason) {
				t.Fatalf("got %v, want %v", err, test.reason)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "SELECT on localhost:3307 returned ") {
				t.Errorf("the error reads %q", err)
			}
			if strings.Contains(script.Received(), "hunter2") {
				t.Error("the password went in clear")
			}
		})
	}
}

func TestErrorsWithoutAKnownReason(t *testing.T) {
	for name, answers := range map[string][]string{
		"Too many connections":           {packet(0, "\xff\x10\x04Too many connections")},
		"client_ed25519, which no check": {greeting(native), packet(2, "\xfeclient_ed25519\x00"+challenge)},
		"a login without an end":         {greeting(sha2), endless()},
		"no public key":                  {greeting(sha2), packet(2, "\x01\x04"), packet(4, "\x01nothing")},
		"more than":                      {"\xff\xff\xff\x00" + strings.Repeat("\x00", 100)},
	} {
		script := &wiretest.Script{Greets: true, Answers: answers}
		err := mysql.Target{Address: script.Serve(t), User: "me", Password: "hunter2"}.Probe(t.Context())
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %q", err, name)
		}
	}
}

// endless is a server that confirms the cached hash again and again.
func endless() string {
	var all string
	for sequence := range byte(20) {
		all += packet(sequence+2, "\x01\x03")
	}
	return all
}

// A server that does not know the password yet gets it encrypted with its own key.
func TestFullLogin(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	got := make(chan string, 1)
	address := wiretest.Serve(t, func(conn net.Conn) {
		buffer := make([]byte, 4096)
		for _, answer := range []string{greeting(sha2), packet(2, "\x01\x04"), packet(4, "\x01"+string(public))} {
			_, _ = io.WriteString(conn, answer)
			_, _ = conn.Read(buffer)
		}
		secret, _ := rsa.DecryptOAEP(sha1.New(), nil, key, buffer[4:4+256], nil)
		for i := range secret {
			secret[i] ^= challenge[i%20]
		}
		got <- string(secret)
		_, _ = io.WriteString(conn, packet(6, okay))
		_, _ = conn.Read(buffer)
		_, _ = io.WriteString(conn, readOnly("0"))
		_, _ = io.ReadAll(conn)
	})
	if err := (mysql.Target{Address: address, User: "me", Password: "hunter2"}).Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if secret := <-got; secret != "hunter2\x00" {
		t.Errorf("the server deciphers %q", secret)
	}
}

func TestProbeSaysGoodbye(t *testing.T) {
	received := make(chan []byte, 1)
	address := wiretest.Serve(t, func(conn net.Conn) {
		buffer := make([]byte, 4096)
		for _, answer := range []string{greeting(native), packet(2, okay), readOnly("0")} {
			_, _ = io.WriteString(conn, answer)
			if answer != readOnly("0") {
				_, _ = conn.Read(buffer)
			}
		}
		rest, _ := io.ReadAll(conn)
		received <- rest
	})
	if err := (mysql.Target{Address: address}).Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if quit := <-received; !bytes.Equal(quit, []byte{1, 0, 0, 0, 1}) {
		t.Errorf("the last packet is %v", quit)
	}
}

func FuzzProbe(f *testing.F) {
	f.Add([]byte(greeting(native) + packet(2, okay) + readOnly("0")))
	f.Add([]byte(greeting(sha2) + packet(2, "\x01\x04") + packet(4, "\x01-----BEGIN PUBLIC KEY-----\n")))
	f.Add([]byte(packet(0, "\xff\x10\x04Too many connections")))
	f.Fuzz(func(t *testing.T, answer []byte) {
		_ = mysql.Target{User: "me", Password: "hunter2"}.Talk(wire.New(bytes.NewReader(answer), io.Discard))
	})
}
