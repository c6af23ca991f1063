//go:build unix

package proc

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/magefile/mage/sh"
)

func TestCancelReachesChildren(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	output, end, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer output.Close()
	cmd := Command(ctx, "sh", "-c", "sh -c 'echo up; exec sleep 300'; echo late")
	cmd.Stdout = end
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end.Close()
	if _, err := io.ReadFull(output, make([]byte, len("up\n"))); err != nil {
		t.Fatal(err)
	}

	cancel()
	if err := cmd.Wait(); err == nil {
		t.Error("an interrupted command succeeded")
	}
	// The child holds the other end of the pipe, so reading ends when the child is gone too. The deadline only makes the
	// test fail.
	if err := output.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(output); err != nil || len(rest) > 0 {
		t.Errorf("after the end: %q, %v", rest, err)
	}
}

// stubborn holds scripts that an interrupt does not end.
var stubborn = map[string]string{
	"it ignores the interrupt":                 "trap '' INT; echo up; while :; do sleep 1; done",
	"its child ignores it and holds the pipe":  "(trap '' INT; echo up; while :; do sleep 1; done) & wait",
	"its child, which outlives it, ignores it": "(trap '' INT; echo up; while :; do sleep 1; done) & sleep 0.1",
}

func TestStubbornCommandsAreKilled(t *testing.T) {
	for name, script := range stubborn {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			cmd := Command(ctx, "sh", "-c", script)
			cmd.Stdout = writer(func([]byte) { cancel() })
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-ctx.Done()
			wait(t, cmd.Wait)
			if left := live(t, cmd.Process.Pid); len(left) > 0 {
				t.Errorf("of its group there is left: %q", left)
			}
		})
	}
}

// TestAttendEndsCommandsOfSh is not parallel, because it ends all children of this process in its group.
func TestAttendEndsCommandsOfSh(t *testing.T) {
	for name, script := range stubborn {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			wait(t, func() error {
				return Attend(ctx, func() error {
					_, err := sh.Exec(nil, writer(func([]byte) { cancel() }), io.Discard, "sh", "-c", script)
					return err
				})
			})
		})
	}
}

func TestAttendReturnsTheErrorOfItsFunction(t *testing.T) {
	want := errors.New("a reason")
	if err := Attend(t.Context(), func() error { return want }); err != want {
		t.Errorf("error = %v", err)
	}
	if err := Attend(t.Context(), func() error { return nil }); err != nil {
		t.Errorf("error = %v", err)
	}
}

// wait fails the test unless end returns an error long before its command would finish.
func wait(t *testing.T, end func() error) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- end() }()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("an interrupted command succeeded")
		}
	case <-time.After(time.Minute):
		t.Fatal("it outlives its context")
	}
}

// live returns the processes of a group that have not ended, as ps lists them.
func live(t *testing.T, group int) (left []string) {
	t.Helper()
	listed, err := exec.Command("ps", "-A", "-o", "pgid=", "-o", "stat=").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(listed)) {
		fields := strings.Fields(line)
		if fields[0] == strconv.Itoa(group) && !strings.HasPrefix(fields[1], "Z") {
			left = append(left, line)
		}
	}
	return left
}

type writer func([]byte)

func (w writer) Write(text []byte) (int, error) {
	w(text)
	return len(text), nil
}

func TestOutputErrorIsTheLastLine(t *testing.T) {
	_, err := Output(Command(t.Context(), "sh", "-c", "echo first >&2; echo reason >&2; exit 3"))
	if err == nil || err.Error() != "sh: reason" {
		t.Errorf("error = %v", err)
	}
	out, err := Output(Command(t.Context(), "echo", "a b"))
	if out != "a b" || err != nil {
		t.Errorf("Output() = %q, %v", out, err)
	}
}

func TestMissingProgramIsNamed(t *testing.T) {
	err := Run(Command(t.Context(), "no-such-program"), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "no-such-program") {
		t.Errorf("error = %v", err)
	}
	if Exists("no-such-program") || !Exists("sh") {
		t.Error("Exists is wrong")
	}
}

func TestFindLooksInPathFirst(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "dockerd")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	if got := Find("dockerd"); got != program {
		t.Errorf("Find() = %q, want %q", got, program)
	}
	if _, err := exec.LookPath(Find("sh")); err != nil {
		t.Error(err)
	}
}
