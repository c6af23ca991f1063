//go:build unix

package bootstrap

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// signalled holds targets that report the signals they receive. A second signal would arrive well before echoTime ends.
const signalled = `//go:build mage

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

const echoTime = 300 * time.Millisecond

// Follow ends cleanly on a signal, after its child. It does not signal the child.
func Follow() error {
	signals := make(chan os.Signal, 10)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	child := exec.Command("sleep", "30")
	if err := child.Start(); err != nil {
		return err
	}
	fmt.Println(child.Process.Pid)
	first := <-signals
	err := child.Wait()
	time.Sleep(echoTime)
	fmt.Printf("%v %d, child: %v\n", first, 1+len(signals), err)
	return nil
}

// Heedless does nothing about signals.
func Heedless(ctx context.Context) {
	fmt.Println(os.Getpid())
	time.Sleep(5 * time.Minute) // more than any test waits
}
`

func newSignalledModule(t *testing.T) module {
	m := newModule(t)
	m.write(t, "magefiles/magefile.go", signalled)
	return m
}

// following is a call of the bootstrap whose target has printed a process id.
type following struct {
	cmd    *exec.Cmd
	stdout *bufio.Scanner
	pid    int
}

func follow(t *testing.T, m module, target string) following {
	t.Helper()
	cmd := m.command(t, ".", target)
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	f := following{cmd: cmd, stdout: bufio.NewScanner(pipe)}
	if _, err := fmt.Sscan(f.line(), &f.pid); err != nil {
		t.Fatalf("the target does not start: %v", err)
	}
	return f
}

func (f following) line() string {
	f.stdout.Scan()
	return f.stdout.Text()
}

func TestSignalReachesTargetAndChildOnce(t *testing.T) {
	t.Parallel()
	m := newSignalledModule(t)
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			f := follow(t, m, "follow")
			f.cmd.Process.Signal(sig) // the kernel's signal for Ctrl-C
			time.Sleep(time.Millisecond)
			f.cmd.Process.Signal(sig) // the copy from `go tool`

			if got, want := f.line(), fmt.Sprintf("%v 1, child: signal: %[1]v", sig); got != want {
				t.Errorf("the target says %q, want %q", got, want)
			}
			if err := f.cmd.Wait(); err != nil {
				t.Errorf("the target ended in good order, the bootstrap with %v", err)
			}
			if err := syscall.Kill(f.pid, 0); !errors.Is(err, syscall.ESRCH) {
				t.Errorf("the target's child lives on: %v", err)
			}
		})
	}
}

func TestDeathBySignalIsAnExitCode(t *testing.T) {
	t.Parallel()
	f := follow(t, newSignalledModule(t), "heedless")
	f.cmd.Process.Signal(syscall.SIGTERM)
	f.cmd.Wait()
	if got := f.cmd.ProcessState.ExitCode(); got != 128+int(syscall.SIGTERM) {
		t.Errorf("exit code %d, want %d", got, 128+int(syscall.SIGTERM))
	}
}

func TestUnchangedSourcesAreNotCompiledAgain(t *testing.T) {
	t.Parallel()
	m := newModule(t)
	m.mage(t, ".", "word").want(t, "first\n", 0)
	binaries := m.binaries(t)
	if len(binaries) != 1 {
		t.Fatalf("want one compiled magefile, found %q", binaries)
	}
	if err := os.WriteFile(binaries[0], []byte("#!/bin/sh\necho from the cache\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	m.write(t, "word/word_test.go", "package word\n")
	m.mage(t, ".", "word").want(t, "from the cache\n", 0)
	m.mage(t, ".", "-f", "word").want(t, "first\n", 0)
}

func TestCallerMayIgnoreHangups(t *testing.T) {
	t.Parallel()
	m := newSignalledModule(t)
	cmd := m.command(t, ".", "follow")
	cmd.Args = append([]string{"nohup"}, append([]string{cmd.Path}, cmd.Args[1:]...)...)
	var err error
	if cmd.Path, err = exec.LookPath("nohup"); err != nil {
		t.Fatal(err)
	}
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stdout := bufio.NewScanner(pipe)
	stdout.Scan()
	cmd.Process.Signal(syscall.SIGHUP)
	cmd.Process.Signal(syscall.SIGTERM)
	var said []string
	for stdout.Scan() {
		said = append(said, stdout.Text())
	}
	if want := []string{"terminated 1, child: signal: terminated"}; !slices.Equal(said, want) {
		t.Errorf("the target says %q, want %q", strings.Join(said, "\n"), want)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
