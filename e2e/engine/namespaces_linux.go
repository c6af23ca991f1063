package engine

import (
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"runtime"

	"golang.org/x/sys/unix"
)

// inNamespaces makes a command start in its own namespaces. Its children end with it.
func inNamespaces(cmd *exec.Cmd) {
	cmd.SysProcAttr.Cloneflags = unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET
}

// raiseLoopback brings up the loopback in the network of a process. A new network has it down.
func raiseLoopback(pid int) error {
	return within(pid, func() error { return raise("lo", netip.Addr{}) })
}

// within runs do in the network of a process.
func within(pid int, do func() error) error {
	network, err := os.Open(fmt.Sprintf("/proc/%d/ns/net", pid))
	if err != nil {
		return err
	}
	defer network.Close()
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends here, so no other goroutine runs in that network
		err := unix.Setns(int(network.Fd()), unix.CLONE_NEWNET)
		if err == nil {
			err = do()
		}
		done <- err
	}()
	return <-done
}
