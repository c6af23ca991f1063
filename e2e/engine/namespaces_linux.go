package engine

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"

	"golang.org/x/sys/unix"
)

// inNamespaces has a command start in namespaces of its own: what it starts ends with it.
func inNamespaces(cmd *exec.Cmd) {
	cmd.SysProcAttr.Cloneflags = unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET
}

// raiseLoopback brings up the loopback of the network that a process is in: a new network has it down.
func raiseLoopback(pid int) error {
	return within(pid, func() error {
		socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(socket)
		loopback, err := unix.NewIfreq("lo")
		if err != nil {
			return err
		}
		err = unix.IoctlIfreq(socket, unix.SIOCGIFFLAGS, loopback)
		loopback.SetUint16(loopback.Uint16() | unix.IFF_UP)
		return errors.Join(err, unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, loopback))
	})
}

// within does something in the network that a process is in.
func within(pid int, do func() error) error {
	network, err := os.Open(fmt.Sprintf("/proc/%d/ns/net", pid))
	if err != nil {
		return err
	}
	defer network.Close()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread ends here, and no other goroutine is led astray
		err := unix.Setns(int(network.Fd()), unix.CLONE_NEWNET)
		if err == nil {
			err = do()
		}
		done <- err
	}()
	return <-done
}
