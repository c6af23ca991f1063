package bootstrap

import "syscall"

// ownSession also makes the kernel end the target if its parent is killed, because nobody could pass a
// signal on any more.
func ownSession() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGTERM}
}
