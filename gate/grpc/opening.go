package grpc

import (
	"bytes"
	"context"
	"net"
	"sync"

	"github.com/seed-491dada8/sandbox/gate"
)

// opening keeps the first bytes that a server sends. The errors of net/http do not
// say reliably that they are not HTTP/2.
type opening struct {
	lock  sync.Mutex
	bytes []byte
}

const openingSize = 64

func (o *opening) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &recorded{Conn: conn, opening: o}, nil
}

// recorded is a connection whose first bytes are kept.
type recorded struct {
	net.Conn
	opening *opening
}

func (r *recorded) Read(buffer []byte) (int, error) {
	n, err := r.Conn.Read(buffer)
	r.opening.lock.Lock()
	defer r.opening.lock.Unlock()
	room := openingSize - len(r.opening.bytes)
	r.opening.bytes = append(r.opening.bytes, buffer[:min(n, room)]...)
	return n, err
}

// reason returns the readable part of an error. A server that speaks HTTP/2 begins
// with a frame of settings: a length in three bytes, and its kind.
func (o *opening) reason(ctx context.Context, err error) error {
	o.lock.Lock()
	defer o.lock.Unlock()
	const settings, alert = 4, "\x15\x03"
	switch {
	case ctx.Err() != nil || len(o.bytes) < 4 || o.bytes[3] == settings:
		return gate.Reason(ctx, err)
	case bytes.HasPrefix(o.bytes, []byte(alert)):
		return &gate.Refusal{Reason: gate.ErrTLS}
	}
	return &gate.Refusal{Reason: gate.ErrOtherProtocol, Answer: string(o.bytes)}
}
