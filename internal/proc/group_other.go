//go:build !unix

package proc

import (
	"os/exec"

	"github.com/shirou/gopsutil/v4/process"
)

// cancelGroup does nothing. Without an interrupt to send, the command is killed as
// package exec does by default.
func cancelGroup(*exec.Cmd) {}

// interrupt does nothing. The console sends Ctrl-C to all of its processes.
func interrupt(*process.Process) {}

// inOurGroup returns true, because this system has no process groups.
func inOurGroup(int32) bool { return true }
