//go:build unix

package bootstrap

import (
	"os"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// arrival is a signal and the time since the previous one.
type arrival struct {
	after time.Duration
	sig   syscall.Signal
}

func TestRelay(t *testing.T) {
	const suspended = syscall.SIGSTOP
	tests := map[string]struct {
		arrivals []arrival
		want     []syscall.Signal
	}{
		"copies that come together are one signal": {
			[]arrival{{0, syscall.SIGINT}, {time.Millisecond, syscall.SIGINT}, {50 * time.Millisecond, syscall.SIGINT}},
			[]syscall.Signal{syscall.SIGINT},
		},
		"a second Ctrl-C is a second signal": {
			[]arrival{{0, syscall.SIGINT}, {time.Second, syscall.SIGINT}},
			[]syscall.Signal{syscall.SIGINT, syscall.SIGINT},
		},
		"a key held down still gets through": {
			slices.Repeat([]arrival{{300 * time.Millisecond, syscall.SIGINT}}, 3),
			[]syscall.Signal{syscall.SIGINT, syscall.SIGINT},
		},
		"different signals do not hide each other": {
			[]arrival{{0, syscall.SIGINT}, {0, syscall.SIGTERM}, {0, syscall.SIGINT}},
			[]syscall.Signal{syscall.SIGINT, syscall.SIGTERM},
		},
		"the last change of the window's size counts": {
			[]arrival{{0, syscall.SIGWINCH}, {time.Millisecond, syscall.SIGWINCH}},
			[]syscall.Signal{syscall.SIGWINCH, syscall.SIGWINCH},
		},
		"a target that outlives SIGTERM by ten seconds is killed": {
			[]arrival{{0, syscall.SIGTERM}, {9 * time.Second, syscall.SIGTERM}, {2 * time.Second, syscall.SIGWINCH}},
			[]syscall.Signal{syscall.SIGTERM, syscall.SIGTERM, syscall.SIGKILL, syscall.SIGWINCH},
		},
		"a target may take its time after SIGINT": {
			[]arrival{{0, syscall.SIGINT}, {time.Hour, syscall.SIGWINCH}},
			[]syscall.Signal{syscall.SIGINT, syscall.SIGWINCH},
		},
		"Ctrl-Z suspends, and its late copy does not undo the shell's fg": {
			[]arrival{{0, syscall.SIGTSTP}, {time.Hour, syscall.SIGCONT}, {time.Millisecond, syscall.SIGTSTP}, {time.Hour, syscall.SIGTSTP}},
			[]syscall.Signal{suspended, syscall.SIGCONT, suspended},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got []syscall.Signal
				target := group{
					signal:  func(sig syscall.Signal) { got = append(got, sig) },
					suspend: func() { got = append(got, suspended) },
				}
				signals, ended := make(chan os.Signal), make(chan struct{})
				go relay(signals, ended, target)
				for _, a := range test.arrivals {
					time.Sleep(a.after)
					signals <- a.sig
				}
				synctest.Wait()
				close(ended)
				if !slices.Equal(got, test.want) {
					t.Errorf("got %v, want %v", got, test.want)
				}
			})
		})
	}
}
