package wire_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
	"github.com/seed-491dada8/sandbox/gate/internal/wire"
	"github.com/seed-491dada8/sandbox/gate/internal/wiretest"
)

// flood sends without end.
func flood(conn net.Conn) {
	for {
		if _, err := conn.Write(make([]byte, 4096)); err != nil {
			return
		}
	}
}

func TestTalkReadsNoMoreThanItsBound(t *testing.T) {
	for name, talk := range map[string]func(*wire.Conn) error{
		"a line without an end": func(c *wire.Conn) error { _, err := c.Line(); return err },
		"a length beyond all":   func(c *wire.Conn) error { _, err := c.Take(1 << 30); return err },
		"a negative length":     func(c *wire.Conn) error { _, err := c.Take(-1); return err },
		"many answers": func(c *wire.Conn) error {
			for {
				if _, err := c.Take(1000); err != nil {
					return err
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := wire.Talk(t.Context(), wiretest.Serve(t, flood), "", talk)
			if err == nil || !strings.Contains(err.Error(), "more than 1048576 bytes") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTalkEndsWithItsContext(t *testing.T) {
	silent := func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }
	cause := errors.New("no answer in time")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, cause)
	defer cancel()
	err := wire.Talk(ctx, wiretest.Serve(t, silent), "", func(c *wire.Conn) error { _, err := c.Line(); return err })
	if !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

func TestTalkHidesTheSecret(t *testing.T) {
	script := &wiretest.Script{Greets: true, Answers: []string{"unknown command AUTH hunter2\n"}}
	err := wire.Talk(t.Context(), script.Serve(t), "hunter2", func(c *wire.Conn) error {
		line, err := c.Line()
		return errors.Join(err, &gate.Refusal{Answer: line})
	})
	if err == nil || err.Error() != "unknown command AUTH ***" {
		t.Errorf("got %v", err)
	}
}

func TestForeign(t *testing.T) {
	for answer, want := range map[string]error{
		"\x15\x03\x01\x00\x02\x02\x46":     gate.ErrTLS,
		"HTTP/1.1 400 Bad Request\r\n\r\n": gate.ErrOtherProtocol,
		"SSH-2.0-OpenSSH_9.2\r\n":          gate.ErrOtherProtocol,
	} {
		script := &wiretest.Script{Greets: true, Answers: []string{answer}}
		err := wire.Talk(t.Context(), script.Serve(t), "", func(c *wire.Conn) error {
			begun, err := c.Take(1)
			if err != nil {
				return err
			}
			return c.Foreign(begun)
		})
		if !errors.Is(err, want) {
			t.Errorf("%q: got %v", answer, err)
		}
	}
}
