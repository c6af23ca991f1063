//go:build unix

package bootstrap

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// The kernel and each process above that forwards a signal send copies within milliseconds, or somewhat later on a busy
	// machine. A person who presses Ctrl-C again takes longer.
	echoes = 500 * time.Millisecond

	// A cancelled job must end. CI kills the process that it started after some ten seconds, but not the separate session of
	// the target.
	graceAfterTerm = 10 * time.Second
)

// group is the process group of the target and its children.
type group struct {
	signal  func(syscall.Signal) // sends to every member
	suspend func()               // stops it and our own group until the shell sends SIGCONT to ours
}

// relayed returns the signals to pass to the target's group.
func relayed() []os.Signal {
	return caught(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT,
		syscall.SIGWINCH, syscall.SIGTSTP, syscall.SIGCONT)
}

// relay passes each signal to the target's group once, without its copies, until the target ends.
func relay(signals <-chan os.Signal, ended <-chan struct{}, target group) {
	passed := map[os.Signal]time.Time{}
	var grace <-chan time.Time
	for {
		select {
		case <-ended:
			return
		case <-grace:
			target.signal(syscall.SIGKILL)
		case sig := <-signals:
			if last, ok := passed[sig]; ok && time.Since(last) < echoes && hasEchoes(sig) {
				continue
			}
			passed[sig] = time.Now()
			switch sig {
			case syscall.SIGTSTP:
				target.suspend()
				continue
			case syscall.SIGCONT:
				passed[syscall.SIGTSTP] = time.Now() // a process that was stopped before it forwarded the signal forwards it now
			case syscall.SIGTERM, syscall.SIGHUP:
				if grace == nil {
					grace = time.After(graceAfterTerm)
				}
			}
			target.signal(sig.(syscall.Signal))
		}
	}
}

// hasEchoes reports whether copies of a signal must be dropped. Repeating the
// others is harmless, and the last one counts.
func hasEchoes(sig os.Signal) bool {
	return sig != syscall.SIGWINCH && sig != syscall.SIGCONT
}

// processGroup returns the process group of leader.
func processGroup(leader int) group {
	send := func(sig syscall.Signal) { syscall.Kill(-leader, sig) } // fails if all have ended, which is fine
	return group{
		signal: send,
		suspend: func() {
			// No shell above the leading group of a session could continue it.
			if session, err := unix.Getsid(0); err != nil || session == unix.Getpgrp() {
				return
			}
			// SIGSTOP, because SIGTSTP stops neither a session without a terminal nor `go tool`, which is in our
			// group
			send(syscall.SIGSTOP)
			syscall.Kill(0, syscall.SIGSTOP)
		},
	}
}
