//go:build unix

package proc

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
	// The child holds the other end of the pipe: reading ends when it is gone too. The deadline is the test's way to fail.
	if err := output.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(output); err != nil || len(rest) > 0 {
		t.Errorf("after the end: %q, %v", rest, err)
	}
}

func TestOutputErrorsSayWhy(t *testing.T) {
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
