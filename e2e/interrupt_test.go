//go:build e2e && unix

package e2e

import (
	"bufio"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/shirou/gopsutil/v4/process"
)

// A start that Compose would never end leaves nobody behind who goes on with
// it, whoever is told to stop.
func TestUpInterruptedLeavesNoProcess(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		signal func(pid int) error
	}{
		{"SIGINT to the process group", func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) }},
		{"SIGHUP to the process group", func(pid int) error { return syscall.Kill(-pid, syscall.SIGHUP) }},
		{"SIGTERM to the process", func(pid int) error { return syscall.Kill(pid, syscall.SIGTERM) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := fault{stack: services{
				"db":      "healthcheck: {test: [CMD, 'false'], interval: 1s, retries: 1000}",
				"backend": faulty("serve", "depends_on: !override {db: {condition: service_healthy}}"),
			}}.prepare(t)
			ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
			defer cancel()
			cmd := in.command(ctx, "sandbox:up")
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			told := bufio.NewScanner(stderr)
			for told.Scan() && !strings.Contains(told.Text(), "Database passed") {
			}
			if err := test.signal(cmd.Process.Pid); err != nil {
				t.Error(err)
			}
			var last string
			for told.Scan() {
				last = told.Text()
			}
			var exit *exec.ExitError
			if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(last, "interrupted") {
				t.Errorf("ended with %v: %s", err, last)
			}
			for _, left := range processesIn(t, in.dir) {
				t.Errorf("%s is left", left)
			}
		})
	}
}

// processesIn are the command lines of what runs in a directory.
func processesIn(t *testing.T, dir string) []string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	all, err := process.Processes()
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, p := range all {
		if at, err := p.Cwd(); err == nil && at == dir { // the others are gone, or not ours
			line, _ := p.Cmdline()
			found = append(found, line)
		}
	}
	return found
}

func TestLogsPassNoEscapeSequencesOn(t *testing.T) {
	t.Parallel()
	in := fault{stack: services{"backend": faulty("flood", "restart: 'no'")}}.prepare(t)
	in.run(t, "sandbox:up").exits(t, 2)
	r := in.run(t, "sandbox:logs") // which looks for them
	r.exits(t, 0)
	r.shows(t, "fatal: the flood is over")
}
