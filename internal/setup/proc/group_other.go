//go:build !unix

package proc

import "os/exec"

// cancelGroup leaves exec's own cancellation: what setup runs here is a single docker client.
func cancelGroup(*exec.Cmd) {}
