//go:build unix

package proc

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/shirou/gopsutil/v4/process"
)

// cancelGroup gives cmd its own process group, so that cancelling its context ends its children too. Wait returns after the
// whole group has ended.
func cancelGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return endGroup(cmd.Process.Pid) }
}

// endGroup interrupts a process group and kills what is left of it after the grace
// period.
func endGroup(leader int) error {
	if err := syscall.Kill(-leader, syscall.SIGINT); errors.Is(err, syscall.ESRCH) {
		return os.ErrProcessDone
	} else if err != nil {
		return err
	}
	deadline := time.Now().Add(grace)
	for pause := time.Millisecond; time.Now().Before(deadline); pause = min(2*pause, 20*time.Millisecond) {
		time.Sleep(pause)
		if err := syscall.Kill(-leader, 0); errors.Is(err, syscall.ESRCH) {
			return nil
		}
	}
	_ = syscall.Kill(-leader, syscall.SIGKILL) // fails if the group just ended
	return nil
}

// interrupt sends a process the signal of Ctrl-C.
func interrupt(p *process.Process) { _ = p.SendSignal(syscall.SIGINT) }

// inOurGroup reports whether a process is in the process group of this one.
func inOurGroup(pid int32) bool {
	group, err := syscall.Getpgid(int(pid))
	return err == nil && group == syscall.Getpgrp()
}
