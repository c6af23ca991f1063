package bootstrap

import "syscall"

// ownSession also ends a target whose parent was killed outright: nobody could pass it a signal any more.
func ownSession() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGTERM}
}
