//go:build !unix

package proc

import (
	"os/exec"

	"github.com/shirou/gopsutil/v4/process"
)

// cancelGroup leaves exec's own cancellation, which kills: there is no interrupt to send.
func cancelGroup(*exec.Cmd) {}

// interrupt does nothing: the console tells each of its processes of Ctrl-C by itself.
func interrupt(*process.Process) {}

// inOurGroup reports true: there are no process groups.
func inOurGroup(int32) bool { return true }
