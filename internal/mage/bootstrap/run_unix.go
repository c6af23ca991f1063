//go:build unix

package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/magefile/mage/mage"
)

// run runs the compiled magefiles and returns their exit code. ctx only matters until they have started.
//
// The target gets its own session. On a terminal, Ctrl-C reaches this process twice: from the kernel and from `go tool`,
// which forwards every signal. In the same process group the target would get both, and mage's generated main takes a
// second SIGINT as an order to abort. In its own group it gets only the signals that relay passes on. It is a session and
// not just a group, because a background group may not read the terminal.
func run(ctx context.Context, inv mage.Invocation, binary string) (int, error) {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, relayed()...)
	defer signal.Stop(signals)
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}

	cmd := exec.Command(binary, inv.Args...)
	cmd.Args[0] = "mage"
	cmd.Dir = inv.WorkDir
	cmd.Env = targetEnv(inv)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = inv.Stdin, inv.Stdout, inv.Stderr
	cmd.SysProcAttr = ownSession()
	runtime.LockOSThread() // the kernel treats the end of the thread that started a child as the parent's death
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("start the compiled magefiles: %w", err)
	}

	ended := make(chan struct{})
	defer close(ended)
	go relay(signals, ended, processGroup(cmd.Process.Pid))
	return waitStatus(cmd.Wait())
}

// targetEnv returns the environment that passes mage's own flags to the compiled magefiles.
func targetEnv(inv mage.Invocation) []string {
	env := append(os.Environ(), "MAGEFILE_GOCMD="+inv.GoCmd, "PWD="+inv.WorkDir)
	if inv.Verbose {
		env = append(env, "MAGEFILE_VERBOSE=1")
	}
	if inv.Debug {
		env = append(env, "MAGEFILE_DEBUG=1")
	}
	if inv.Timeout > 0 {
		env = append(env, "MAGEFILE_TIMEOUT="+inv.Timeout.String())
	}
	return env
}

func waitStatus(err error) (int, error) {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 0, err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return exit.ExitCode(), nil
}
