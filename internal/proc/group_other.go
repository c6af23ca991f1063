//go:build !unix

package proc

import "os/exec"

// cancelGroup leaves exec's own cancellation, which kills: there is no interrupt to send.
func cancelGroup(*exec.Cmd) {}
