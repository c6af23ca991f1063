package engine

import (
	"fmt"
	"net/netip"
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
	return within(pid, func() error { return raise("lo", netip.Addr{}) })
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
