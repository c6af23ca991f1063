//go:build unix

package bootstrap

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// Copies of one signal, from the kernel and from each process above that forwards it, come within milliseconds, on a busy
	// machine somewhat later. Whoever presses Ctrl-C again because the first had no effect has waited longer.
	echoes = 500 * time.Millisecond

	// A cancelled job must end. Whoever cancelled it kills it after some ten seconds himself, but knows only the process that
	// he started, not the session that we give to the target.
	graceAfterTerm = 10 * time.Second
)

// group is the process group of the target and its children.
type group struct {
	signal  func(syscall.Signal) // to every member
	suspend func()               // stops it and our own group, until the shell continues ours with SIGCONT
}

// relayed are the signals that the target's group must hear of.
func relayed() []os.Signal {
	return heeded(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT,
		syscall.SIGWINCH, syscall.SIGTSTP, syscall.SIGCONT)
}

// relay passes every signal on to the target's group once, without its echoes, until the target has ended.
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
				passed[syscall.SIGTSTP] = time.Now() // whoever was stopped in the act of forwarding it does so now
			case syscall.SIGTERM, syscall.SIGHUP:
				if grace == nil {
					grace = time.After(graceAfterTerm)
				}
			}
			target.signal(sig.(syscall.Signal))
		}
	}
}

// hasEchoes is false of signals that do no harm twice and whose last one counts.
func hasEchoes(sig os.Signal) bool {
	return sig != syscall.SIGWINCH && sig != syscall.SIGCONT
}

// processGroup is the group that leader leads.
func processGroup(leader int) group {
	send := func(sig syscall.Signal) { syscall.Kill(-leader, sig) } // fails when all have ended, which is as good
	return group{
		signal: send,
		suspend: func() {
			// The leading group of a session has no shell above it that could continue it.
			if session, err := unix.Getsid(0); err != nil || session == unix.Getpgrp() {
				return
			}
			// SIGSTOP, for SIGTSTP stops neither a session without a terminal nor `go tool`, which is in our group.
			send(syscall.SIGSTOP)
			syscall.Kill(0, syscall.SIGSTOP)
		},
	}
}
