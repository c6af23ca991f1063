//go:build e2e && unix

package e2e

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/seed-491dada8/sandbox/internal/shell"
)

// A cancelled CI job leaves no process, and its half of a worktree is undone.
func TestCreateInterruptedIsUndone(t *testing.T) {
	t.Parallel()
	repository := newRepository(t)
	reached := filepath.Join(t.TempDir(), "reached")
	writeScript(t, filepath.Join(repository.dir, ".git/hooks/post-checkout"), "touch "+shell.Quote(reached)+"; sleep 300")
	repository.endAt(t, reached, syscall.SIGTERM, "sandbox:create", "x")
	made := repository.dir + "--x"
	if _, err := os.Stat(made); !os.IsNotExist(err) {
		t.Errorf("the worktree exists: %v", err)
	}
	if branches := repository.git(t, "branch", "--format=%(refname:short)"); branches != "main\n" {
		t.Errorf("branches %q", branches)
	}
	if worktrees := repository.git(t, "worktree", "list"); strings.Contains(worktrees, made) {
		t.Errorf("git knows of it:\n%s", worktrees)
	}
	if err := os.Remove(filepath.Join(repository.dir, ".git/hooks/post-checkout")); err != nil {
		t.Fatal(err)
	}
	repository.worktree(t, "x")
}

// Whatever interrupts a destroy, the next one completes it.
func TestInterruptedDestroyIsCompletedByTheNext(t *testing.T) {
	t.Parallel()
	repository := newRepository(t)
	for name, sent := range map[string]syscall.Signal{"terminated": syscall.SIGTERM, "killed": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			in := repository.worktree(t, name)
			in.run(t, "sandbox:up").exits(t, 0)
			bin := t.TempDir()
			reached := filepath.Join(bin, "reached")
			writeScript(t, filepath.Join(bin, "docker"), `[ "$1 $2" = "volume rm" ] && touch `+shell.Quote(reached)+` && exec sleep 300
exec `+shell.Quote(realDocker(t))+` "$@"`)
			held := in.exporting("PATH=" + bin + ":" + os.Getenv("PATH"))
			held.endAt(t, reached, sent, "sandbox:destroy", "-yes")
			if _, err := os.Stat(filepath.Join(in.dir, envFile)); err != nil {
				t.Errorf("the instance is gone before its volumes: %v", err)
			}
			repository.run(t, "sandbox:destroy", "-instance="+in.id, "-yes").exits(t, 0)
			in.holdsNothing(t)
			in.isGone(t)
		})
	}
}

// endAt runs a target and sends it a signal as soon as a file exists.
func (in *instance) endAt(t *testing.T, reached string, sent syscall.Signal, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), commandTimeout)
	defer cancel()
	cmd := in.command(ctx, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, reached+" is there", func() bool { _, err := os.Stat(reached); return err == nil })
	if err := cmd.Process.Signal(sent); err != nil {
		t.Error(err)
	}
	err := cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || ctx.Err() != nil || sent == syscall.SIGTERM && exit.ExitCode() != 1 {
		t.Errorf("ended with %v: %s", err, stderr.String())
	}
	if sent == syscall.SIGKILL { // a killed target cannot end its children
		return
	}
	for _, left := range processesIn(t, in.dir) {
		t.Errorf("%s is left", left)
	}
}
