//go:build !linux

package carry

import (
	"errors"
	"os"
)

// clone returns an error: the caller copies the content.
func clone(_, _ *os.File) error { return errors.ErrUnsupported }
