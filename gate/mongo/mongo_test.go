package mongo_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"net"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
	"github.com/seed-491dada8/sandbox/gate/mongo"
)

// document is a BSON document of names and values in turn.
func document(pairs ...any) []byte {
	var elements []byte
	for i := 0; i < len(pairs); i += 2 {
		name := append([]byte(pairs[i].(string)), 0)
		switch value := pairs[i+1].(type) {
		case float64:
			elements = binary.LittleEndian.AppendUint64(append(append(elements, 0x01), name...), math.Float64bits(value))
		case string:
			elements = binary.LittleEndian.AppendUint32(append(append(elements, 0x02), name...), uint32(len(value)+1))
			elements = append(append(elements, value...), 0)
		case []string:
			var inner []any
			for j, text := range value {
				inner = append(inner, string(rune('0'+j)), text)
			}
			elements = append(append(append(elements, 0x04), name...), document(inner...)...)
		case []byte:
			elements = binary.LittleEndian.AppendUint32(append(append(elements, 0x05), name...), uint32(len(value)))
			elements = append(append(elements, 0), value...)
		case bool:
			elements = append(append(append(elements, 0x08), name...), map[bool]byte{true: 1}[value])
		case int:
			elements = binary.LittleEndian.AppendUint32(append(append(elements, 0x10), name...), uint32(value))
		}
	}
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(elements)+5)), append(elements, 0)...)
}

// message is an OP_MSG with a document.
func message(pairs ...any) string {
	content := document(pairs...)
	var header []byte
	for _, number := range []int{21 + len(content), 77, 1, 2013, 0} {
		header = binary.LittleEndian.AppendUint32(header, uint32(number))
	}
	return string(header) + "\x00" + string(content)
}

// The answers have the fields that MongoDB 7.0 sends.
func TestProbe(t *testing.T) {
	for _, test := range []struct {
		name     string
		writable bool
		answer   string
		reason   error // nil passes
	}{
		{"standalone", true, message("isWritablePrimary", true, "maxWireVersion", 21, "ok", 1.0), nil},
		{"primary", true, message("setName", "rs0", "isWritablePrimary", true, "secondary", false, "primary", "db:27017", "ok", 1.0), nil},
		{"secondary", false, message("setName", "rs0", "isWritablePrimary", false, "secondary", true, "primary", "db:27017", "ok", 1.0), nil},
		{"secondary that must take writes", true, message("setName", "rs0", "isWritablePrimary", false, "secondary", true, "primary", "db:27017", "ok", 1.0), gate.ErrReadOnly},
		{"set without a primary", true, message("setName", "rs0", "isWritablePrimary", false, "secondary", true, "ok", 1.0), gate.ErrNoLeader},
		{"set that is not initiated", false, message("isWritablePrimary", false, "secondary", false, "isreplicaset", true, "ok", 1.0), gate.ErrNoLeader},
		{"recovering", false, message("setName", "rs0", "isWritablePrimary", false, "secondary", false, "ok", 1.0), gate.ErrStarting},
		{"shuts down", false, message("ok", 0.0, "errmsg", "The server is in quiesce mode and will shut down", "code", 91), gate.ErrStarting},
		{"web server", false, "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nIt looks like you are trying to access MongoDB over HTTP", gate.ErrOtherProtocol},
		{"TLS", false, "\x15\x03\x03\x00\x02\x02\x46" + strings.Repeat("\x00", 16), gate.ErrTLS},
		{"no document", false, message("ok", 1.0)[:21] + "\x05\x00\x00\x00\x01" + strings.Repeat("x", 20), gate.ErrOtherProtocol},
	} {
		t.Run(test.name, func(t *testing.T) {
			script := &wiretest.Script{Answers: []string{test.answer}}
			err := mongo.Target{Name: "localhost:27018", Address: script.Serve(t), Writable: test.writable}.Probe(t.Context())
			if !errors.Is(err, test.reason) {
				t.Fatalf("got %v, want %v", err, test.reason)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "hello on localhost:27018 returned ") {
				t.Errorf("the error reads %q", err)
			}
		})
	}
}

// server is a MongoDB with one user, root.
type server struct {
	mechanisms []string
	password   string
	liar       bool // shows a wrong signature
}

func (s *server) serve(conn net.Conn) {
	for _, answer := range []func([]byte) string{s.hello, s.start, s.finish} {
		request := make([]byte, 4096)
		n, err := conn.Read(request)
		if err != nil {
			return
		}
		_, _ = io.WriteString(conn, answer(request[:n]))
	}
	_, _ = io.Copy(io.Discard, conn)
}

func (s *server) hello([]byte) string {
	return message("isWritablePrimary", true, "saslSupportedMechs", s.mechanisms, "ok", 1.0)
}

const challenge = "server,s=QUJDREVGR0hJSktMTU5PUA==,i=15000"

func (s *server) start(request []byte) string {
	fields, _ := mongo.Decode(request[21:])
	_, nonce, _ := strings.Cut(string(fields["payload"].([]byte)), ",r=")
	return message("conversationId", 1, "done", false, "payload", []byte("r="+nonce+challenge), "ok", 1.0)
}

// finish checks the proof: the XOR of the client's key and signature.
func (s *server) finish(request []byte) string {
	newHash, password := sha256.New, s.password
	if s.mechanisms[0] == "SCRAM-SHA-1" {
		digest := md5.Sum([]byte("root:mongo:" + password))
		newHash, password = sha1.New, hex.EncodeToString(digest[:])
	}
	fields, _ := mongo.Decode(request[21:])
	withoutProof, proof, _ := strings.Cut(string(fields["payload"].([]byte)), ",p=")
	_, nonce, _ := strings.Cut(withoutProof, ",r=")
	client := strings.TrimSuffix(nonce, "server")
	all := "n=root,r=" + client + ",r=" + client + challenge + "," + withoutProof
	salted, _ := pbkdf2.Key(newHash, password, []byte("ABCDEFGHIJKLMNOP"), 15000, newHash().Size())
	mac := func(key []byte, text string) []byte {
		h := hmac.New(newHash, key)
		h.Write([]byte(text))
		return h.Sum(nil)
	}
	key := mac(salted, "Client Key")
	stored := newHash()
	stored.Write(key)
	signature := mac(stored.Sum(nil), all)
	for i := range key {
		key[i] ^= signature[i]
	}
	if base64.StdEncoding.EncodeToString(key) != proof {
		return message("ok", 0.0, "errmsg", "Authentication failed.", "code", 18, "codeName", "AuthenticationFailed")
	}
	shown := mac(mac(salted, "Server Key"), all)
	if s.liar {
		shown[0]++
	}
	return message("conversationId", 1, "done", true, "payload", []byte("v="+base64.StdEncoding.EncodeToString(shown)), "ok", 1.0)
}

func TestLogin(t *testing.T) {
	both := []string{"SCRAM-SHA-256", "SCRAM-SHA-1"}
	for _, test := range []struct {
		name     string
		server   server
		password string
		want     string // part of the error, empty if it passes
		reason   error
	}{
		{"SHA-256", server{mechanisms: both, password: "hunter2"}, "hunter2", "", nil},
		{"SHA-1", server{mechanisms: both[1:], password: "hunter2"}, "hunter2", "", nil},
		{"wrong password", server{mechanisms: both, password: "hunter2"}, "hunter3", "Authentication failed. (code 18)", gate.ErrWrongPassword},
		{"server that does not know the password", server{mechanisms: both, password: "hunter2", liar: true}, "hunter2", "does not know the password", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := mongo.Target{Address: wiretest.Serve(t, test.server.serve), User: "root", Password: test.password}
			err := target.Probe(t.Context())
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) ||
				test.reason != nil && !errors.Is(err, test.reason) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func FuzzProbe(f *testing.F) {
	hello := message("isWritablePrimary", true, "saslSupportedMechs", []string{"SCRAM-SHA-1"}, "ok", 1.0)
	f.Add([]byte(hello))
	f.Add([]byte(hello + message("conversationId", 1, "done", false, "payload", []byte("r=x,s=QUJD,i=15000"), "ok", 1.0)))
	f.Add([]byte(message("ok", 0.0, "errmsg", "Authentication failed.", "code", 18)))
	f.Fuzz(func(t *testing.T, answer []byte) {
		_ = mongo.Target{User: "root", Password: "hunter2"}.Talk(wire.New(bytes.NewReader(answer), io.Discard))
		_, _ = mongo.Decode(answer)
	})
}
