//go:build unix && !linux

package bootstrap

import "syscall"

func ownSession() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true}
}
