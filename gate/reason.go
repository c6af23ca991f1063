package gate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"
)

// Reason returns the readable part of a probe's error. If ctx has ended, that is its
// cause. Otherwise it is the innermost error, without the addresses and system calls
// that libraries wrap around it.
func Reason(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	err = innermost(err)
	if hungUp(err) {
		return fmt.Errorf("nothing: the connection was closed (%w)", err)
	}
	return err
}

// hungUp reports whether the connection was closed before an answer came.
// docker-proxy accepts connections before the server in the container listens, and
// then closes them. If that happens quickly, net/http returns an error that it does
// not export.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) ||
		err.Error() == "http: server closed idle connection" || err.Error() == "http2: client conn could not be established"
}

// innermost unwraps err to the end. Of joined errors it follows the first.
func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if joined, ok := err.(interface{ Unwrap() []error }); ok && len(joined.Unwrap()) > 0 {
			inner = joined.Unwrap()[0]
		}
		if inner == nil {
			return err
		}
		err = inner
	}
}
