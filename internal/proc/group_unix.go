//go:build unix

package proc

import (
	"os/exec"
	"syscall"
)

// cancelGroup gives cmd a process group of its own, so that the end of its context reaches its children too.
func cancelGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT)
	}
}
