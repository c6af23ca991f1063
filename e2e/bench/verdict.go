package main

import (
	"errors"
	"fmt"
	"os/exec"
	"time"
)

// wantNotReady returns an error unless a target ended as for a stack that is not
// ready: with exit code 2, and not before the least time.
func wantNotReady(err error, took, least time.Duration) error {
	exit, ended := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil:
		return errors.New("a backend that went wrong passed")
	case !ended || exit.ExitCode() != 2:
		return err
	case took < least:
		return fmt.Errorf("it took only %s: %w", seconds(took), err)
	}
	return nil
}
