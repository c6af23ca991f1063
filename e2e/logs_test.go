//go:build e2e && unix

package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
)

func TestLogsShowsTailOfOneService(t *testing.T) {
	in := healthy(t)
	for _, tail := range []int{0, 1, 3} {
		r := in.run(t, "sandbox:logs", "-service=backend", fmt.Sprintf("-tail=%d", tail))
		r.exits(t, 0)
		lines := strings.FieldsFunc(r.stdout, func(r rune) bool { return r == '\n' })
		if len(lines) != tail {
			t.Errorf("-tail=%d shows %d lines", tail, len(lines))
		}
		for _, line := range lines {
			if !strings.HasPrefix(line, "backend-1 ") {
				t.Errorf("a line of another service: %s", line)
			}
		}
	}
}

func TestLogsShowsSeveralServicesAndByDefaultAll(t *testing.T) {
	in := healthy(t)
	some := in.run(t, "sandbox:logs", "-service=backend,db", "-tail=1")
	some.exits(t, 0)
	some.keepsQuiet(t, "worker-1-1", "jaeger-1", "prometheus-1")
	all := in.run(t, "sandbox:logs", "-tail=1")
	all.exits(t, 0)
	for _, service := range []string{"backend-1 ", "db-1 "} {
		some.shows(t, service)
		all.shows(t, service)
	}
	all.shows(t, "training-worker-2-1 ")
}

func TestLogsOfInstanceThatWasNeverStarted(t *testing.T) {
	in := newBareInstance(t)
	for _, flag := range []string{"-tail=5", "-follow"} {
		r := in.run(t, "sandbox:logs", flag)
		r.exits(t, 0)
		if r.stdout != "" || !strings.Contains(r.stderr, "instance "+in.id+" is not started, and has no logs; `mage sandbox:up` starts it") {
			t.Errorf("%s", r)
		}
	}
}

func TestLogsShowsOnlyNewerLines(t *testing.T) {
	in := healthy(t)
	all := in.run(t, "sandbox:logs", "-service=backend", "-since=24h")
	all.exits(t, 0)
	all.shows(t, "backend-1 ")
	for _, since := range []string{"0s", "2999-01-31", "2999-01-31T10:00:00Z"} {
		none := in.run(t, "sandbox:logs", "-service=backend", "-since="+since)
		none.exits(t, 0)
		if none.stdout != "" {
			t.Errorf("-since=%s shows %q", since, none.stdout)
		}
	}
	for _, since := range []string{"yesterday", "--help", "-5m"} {
		r := in.run(t, "sandbox:logs", "-since="+since)
		r.exits(t, 1)
		r.complains(t, "-since=", "it must be a duration such as 10m")
	}
}

func TestLogsRefusesUnknownService(t *testing.T) {
	in := healthy(t)
	for _, service := range []string{"no-such", "--help", "-f", "backend,no-such"} {
		r := in.run(t, "sandbox:logs", "-service="+service)
		r.exits(t, 1)
		r.complains(t, "there is no service", "backend, backtest-worker-1, backtest-worker-2, db, ")
		if r.stdout != "" {
			t.Errorf("-service=%s: stdout is %q, want nothing", service, r.stdout)
		}
	}
}

// Ctrl-C on a terminal reaches the whole process group, and `kill` only the
// process. Both are a clean end, and docker must not outlive it.
func TestLogsFollowsUntilInterrupted(t *testing.T) {
	in := healthy(t)
	for _, test := range []struct {
		name   string
		signal func(pid int) error
	}{
		{"SIGINT to the process", func(pid int) error { return syscall.Kill(pid, syscall.SIGINT) }},
		{"SIGINT to the process group", func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) }},
		{"SIGTERM to the process", func(pid int) error { return syscall.Kill(pid, syscall.SIGTERM) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
			defer cancel()
			cmd := in.command(ctx, "sandbox:logs", "-service=backend", "-follow", "-tail=1")
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || !strings.HasPrefix(line, "backend-1 ") {
				t.Errorf("the first line is %q: %v", line, err)
			}
			if err := test.signal(cmd.Process.Pid); err != nil {
				t.Error(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Errorf("ended with %v, want exit code 0", err)
			}
			eventually(t, "no process of its group is left", func() bool {
				return errors.Is(syscall.Kill(-cmd.Process.Pid, 0), syscall.ESRCH)
			})
		})
	}
}
