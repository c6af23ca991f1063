package gate

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Reason is the error of a probe in a reader's words: why ctx ended where that
// is the cause, otherwise the innermost error, without the addresses and
// system calls that the libraries wrap round it.
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

// hungUp tells whether the connection was closed before there was an answer:
// docker-proxy accepts before the server in the container listens, and then
// hangs up. net/http has an error of its own for one that is quick about it,
// and does not export it.
func hungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || err.Error() == "http: server closed idle connection"
}

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
