// Package wire holds one short conversation with a server: the part that the
// probes of all protocols share.
//
// The other side may be any program. It can neither hold a probe longer than its
// context lasts, nor make it read more than [MaxBytes].
package wire

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/gate"
)

// MaxBytes is the number of bytes that a conversation reads at the most.
const MaxBytes = 1 << 20

// errTooLong is the error for a server that sends more than MaxBytes.
var errTooLong = fmt.Errorf("more than %d bytes", MaxBytes)

// Conn is a connection to a server.
type Conn struct {
	writer io.Writer
	reader *bufio.Reader
	left   int // bytes that may still be read
}

// New returns a connection that reads from r and writes to w.
func New(r io.Reader, w io.Writer) *Conn {
	return &Conn{writer: w, reader: bufio.NewReader(r), left: MaxBytes}
}

// Talk connects to an address and calls talk. When ctx ends, every pending read and
// write fails, and Talk returns the cause. The server's words in a [*gate.Refusal]
// are stripped of the secret, since some servers repeat what they were sent.
func Talk(ctx context.Context, address, secret string, talk func(*Conn) error) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return gate.Reason(ctx, err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	err = talk(New(conn, conn))
	if err == nil {
		return nil
	}
	if refusal, ok := errors.AsType[*gate.Refusal](err); ok {
		if secret != "" {
			refusal.Answer = strings.ReplaceAll(refusal.Answer, secret, "***")
		}
		return refusal
	}
	return gate.Reason(ctx, err)
}

// Send writes bytes to the server.
func (c *Conn) Send(message []byte) error {
	_, err := c.writer.Write(message)
	return err
}

// Take reads exactly n bytes.
func (c *Conn) Take(n int) ([]byte, error) {
	if n < 0 || n > c.left {
		return nil, errTooLong
	}
	c.left -= n
	taken := make([]byte, n)
	read, err := io.ReadFull(c.reader, taken)
	if errors.Is(err, io.ErrUnexpectedEOF) && isAlert(taken[:read]) { // which may be shorter than what is taken
		return nil, &gate.Refusal{Reason: gate.ErrTLS}
	}
	return taken, err
}

// Line reads a line and returns it without its end. A line has at most 4096 bytes,
// which is the most that one read of the connection buffers.
func (c *Conn) Line() (string, error) {
	line, err := c.reader.ReadSlice('\n')
	if c.left -= len(line); c.left < 0 || errors.Is(err, bufio.ErrBufferFull) {
		return "", errTooLong
	}
	return strings.TrimRight(string(line), "\r\n"), err
}

// Foreign returns the error for a server of which the given bytes were read, which
// are not the beginning of an answer in the expected protocol.
func (c *Conn) Foreign(begun []byte) error {
	rest, _ := c.reader.Peek(min(c.reader.Buffered(), 512)) // what is buffered can be had
	begun = append(bytes.Clone(begun), rest...)
	if isAlert(begun) {
		return &gate.Refusal{Reason: gate.ErrTLS}
	}
	return &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: string(begun)}
}

// isAlert reports whether bytes begin as a TLS record does that is an alert: with its type
// and the major version.
func isAlert(begun []byte) bool { return bytes.HasPrefix(begun, []byte("\x15\x03")) }
