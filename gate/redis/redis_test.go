package redis_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
	"github.com/seed-491dada8/sandbox/gate/redis"
)

// The answers are those of Redis 7.0, 5.0 and 3.2.
func TestProbe(t *testing.T) {
	open := redis.Target{Name: "localhost:6380"}
	login := redis.Target{Name: "localhost:6380", User: "default", Password: "hunter2"}
	writable := redis.Target{Name: "localhost:6380", Writable: true}
	for _, test := range []struct {
		name    string
		target  redis.Target
		answers []string
		reason  error // nil passes
	}{
		{"ready", open, []string{"+PONG\r\n"}, nil},
		{"ready with a login", login, []string{"+OK\r\n", "+PONG\r\n"}, nil},
		{"wrong password", login, []string{"-WRONGPASS invalid username-password pair or user is disabled.\r\n"}, gate.ErrWrongPassword},
		{"wrong password of an old server", login, []string{"-ERR invalid password\r\n"}, gate.ErrWrongPassword},
		{"password for a server without one", login, []string{"-ERR Client sent AUTH, but no password is set\r\n"}, gate.ErrWrongPassword},
		{"no password", open, []string{"-NOAUTH Authentication required.\r\n"}, gate.ErrWrongPassword},
		{"protected mode", open, []string{"-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user.\r\n"}, gate.ErrWrongPassword},
		{"loading", open, []string{"-LOADING Redis is loading the dataset in memory\r\n"}, gate.ErrStarting},
		{"loading after the login", login, []string{"+OK\r\n", "-LOADING Redis is loading the dataset in memory\r\n"}, gate.ErrStarting},
		{"disk full", open, []string{"-MISCONF Redis is configured to save RDB snapshots\r\n"}, gate.ErrReadOnly},
		{"replica", open, []string{"+PONG\r\n"}, nil},
		{"primary", writable, []string{"+PONG\r\n", "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"}, nil},
		{"replica that must take writes", writable, []string{"+PONG\r\n", "*5\r\n$5\r\nslave\r\n$9\r\n127.0.0.1\r\n:6379\r\n$9\r\nconnected\r\n:0\r\n"}, gate.ErrReadOnly},
		{"web server", open, []string{"HTTP/1.1 400 Bad Request\r\n\r\n"}, gate.ErrOtherProtocol},
		{"TLS", open, []string{"\x15\x03\x03\x00\x02\x02\x46"}, gate.ErrTLS},
	} {
		t.Run(test.name, func(t *testing.T) {
			script := &wiretest.Script{Answers: test.answers}
			test.target.Address = script.Serve(t)
			err := test.target.Probe(t.Context())
			if !errors.Is(err, test.reason) {
				t.Fatalf("got %v, want %v", err, test.reason)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "PING on localhost:6380 returned ") {
				t.Errorf("the error reads %q", err)
			}
		})
	}
}

// Redis repeats the arguments of a command that it does not know.
func TestErrorDoesNotShowThePassword(t *testing.T) {
	script := &wiretest.Script{Answers: []string{"-ERR unknown command `AUTH`, with args beginning with: `hunter2`, \r\n"}}
	err := redis.Target{Name: "x", Address: script.Serve(t), Password: "hunter2"}.Probe(t.Context())
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("got %v", err)
	}
}

func TestProbeOfListenerThatHangsUp(t *testing.T) {
	address := wiretest.Serve(t, func(conn net.Conn) { _, _ = conn.Read(make([]byte, 1)) })
	if err := (redis.Target{Address: address}).Probe(t.Context()); err == nil {
		t.Error("it passes")
	}
}

func FuzzProbe(f *testing.F) {
	f.Add([]byte("+OK\r\n+PONG\r\n*3\r\n$6\r\nmaster\r\n"))
	f.Add([]byte("-LOADING x\r\n"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		_ = redis.Target{Password: "hunter2", Writable: true}.Talk(wire.New(bytes.NewReader(answer), io.Discard))
	})
}
