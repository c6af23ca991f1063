// Package netfault tells apart why a connection gave no answer.
package netfault

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/seed-491dada8/sandbox/gate"
)

// TimedOut reports whether no answer came in time.
func TimedOut(err error) bool {
	var network net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, gate.ErrDeadline) ||
		errors.As(err, &network) && network.Timeout() || strings.Contains(err.Error(), "no answer within")
}

// Refused reports whether the connection was refused or closed. Windows has its own
// numbers for that, WSAECONNRESET and WSAECONNREFUSED, which package syscall does not
// use. docker-proxy accepts connections before the server listens, and closes them; some
// of net/http's errors for that are recognised only by the words of [gate.Reason].
func Refused(err error) bool {
	for _, target := range []error{
		syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, syscall.Errno(10061), syscall.Errno(10054),
		io.EOF, io.ErrUnexpectedEOF,
	} {
		if errors.Is(err, target) {
			return true
		}
	}
	text := err.Error() // for a probe that wraps no error
	return strings.Contains(text, "connection refused") || strings.Contains(text, "the connection was closed")
}

// Unreached reports whether the probe reached no service.
func Unreached(err error) bool {
	return errors.Is(err, context.Canceled) ||
		errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.ENETUNREACH)
}
