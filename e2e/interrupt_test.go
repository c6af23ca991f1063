//go:build e2e && unix

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/shirou/gopsutil/v4/process"

	"github.com/seed-491dada8/sandbox/internal/proc"
)

// interruptions holds the ways in which people and programs interrupt a target.
var interruptions = map[string]func(pid int) error{
	"SIGINT to the process group": func(pid int) error { return syscall.Kill(-pid, syscall.SIGINT) },
	"SIGHUP to the process group": func(pid int) error { return syscall.Kill(-pid, syscall.SIGHUP) },
	"SIGTERM to the process":      func(pid int) error { return syscall.Kill(pid, syscall.SIGTERM) },
}

// A start that Compose would never finish leaves no process, whichever process gets
// the signal.
func TestUpInterruptedLeavesNoProcess(t *testing.T) {
	t.Parallel()
	for name, signal := range interruptions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := fault{stack: services{
				"db":      "healthcheck: {test: [CMD, 'false'], interval: 1s, retries: 1000}",
				"backend": faulty("serve", "depends_on: !override {db: {condition: service_healthy}}"),
			}}.prepare(t)
			in.leavesNoProcess(t, signal, "sandbox:up")
		})
	}
}

func TestGateInterruptedLeavesNoProcess(t *testing.T) {
	t.Parallel()
	in := fault{stack: services{"db": "", "backend": faulty("status 503")}}.prepare(t)
	in.run(t, "sandbox:up", "-nowait").exits(t, 0)
	for name, signal := range interruptions {
		t.Run(name, func(t *testing.T) { in.leavesNoProcess(t, signal, "sandbox:gate") })
	}
}

// leavesNoProcess interrupts a target that would run for long, and fails the test
// if a process is left.
func (in *instance) leavesNoProcess(t *testing.T, signal func(pid int) error, target string) {
	t.Helper()
	r := in.interrupted(t, signal, target)
	r.exits(t, 1)
	if last := proc.LastLine(r.stderr); !strings.Contains(last, "interrupted") {
		t.Errorf("ended with %s\n%s", last, r)
	}
	for _, left := range processesIn(t, in.dir) {
		t.Errorf("%s is left", left)
	}
}

// interrupted runs a target in its own process group, and interrupts it once the
// database has passed. The result's stderr holds only what came after that.
func (in *instance) interrupted(t *testing.T, interrupt func(pid int) error, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	defer cancel()
	var stdout bytes.Buffer
	cmd := in.command(ctx, args...)
	cmd.Stdout, cmd.SysProcAttr = &stdout, &syscall.SysProcAttr{Setpgid: true}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	for lines.Scan() && !strings.Contains(lines.Text(), "Database passed") {
	}
	if err := interrupt(cmd.Process.Pid); err != nil {
		t.Error(err)
	}
	var rest strings.Builder
	for lines.Scan() {
		fmt.Fprintln(&rest, lines.Text())
	}
	_ = cmd.Wait() // the caller checks the exit code
	return result{"mage " + strings.Join(args, " "), stdout.String(), rest.String(), cmd.ProcessState.ExitCode()}
}

// processesIn returns the command lines of the processes that run in a directory.
func processesIn(t *testing.T, dir string) []string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	processes, err := process.Processes()
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, p := range processes {
		if at, err := p.Cwd(); err == nil && at == dir { // other processes are gone, or not ours
			line, _ := p.Cmdline()
			found = append(found, line)
		}
	}
	return found
}

func TestLogsRemoveEscapeSequences(t *testing.T) {
	t.Parallel()
	in := fault{stack: services{"backend": faulty("flood", "restart: 'no'")}}.prepare(t)
	in.run(t, "sandbox:up").exits(t, 2)
	r := in.run(t, "sandbox:logs") // run fails the test if the output has any
	r.exits(t, 0)
	r.shows(t, "fatal: the flood is over")
}
