// Package hooks runs the commands that a project wants on this machine when an instance is
// made, started or removed.
package hooks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-491dada8/sandbox/internal/diagnose"
	"github.com/seed-491dada8/sandbox/internal/evidence"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/outcome"
	"github.com/seed-491dada8/sandbox/internal/proc"
	"github.com/seed-491dada8/sandbox/internal/secret"
	"github.com/seed-491dada8/sandbox/internal/shell"
	"github.com/seed-491dada8/sandbox/internal/textfile"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// The events after or before which hooks run, as they are called in a Compose file.
const (
	AfterCreate   = "after-create"
	AfterUp       = "after-up"
	BeforeDestroy = "before-destroy"
)

// Of returns the hooks of an event.
func Of(all stack.Hooks, event string) []stack.Hook {
	switch event {
	case AfterCreate:
		return all.AfterCreate
	case AfterUp:
		return all.AfterUp
	}
	return all.BeforeDestroy
}

// Run is where and how the hooks of one event run.
type Run struct {
	Event string
	Dir   string   // the instance's
	Env   []string // the whole environment
	Mask  secret.Mask
	// Progress receives each line of the output.
	Progress func(report.Event)
}

// All runs the hooks one after another, until one fails. It keeps their output in the state
// folder, and returns the folder with the evidence of a failure.
func (r Run) All(ctx context.Context, all []stack.Hook) (folder string, err error) {
	if len(all) == 0 {
		return "", nil
	}
	out := &lines{mask: r.Mask, show: func(line string) { r.Progress(report.Step("  %s", line)) }}
	for _, hook := range all {
		if err = r.one(ctx, hook, out); err != nil {
			break
		}
	}
	folder, kept := r.keep(out.text.String(), err)
	if kept != nil {
		r.Progress(report.Step("the output of %s could not be kept: %v", r.Event, kept))
	}
	return folder, err
}

// one runs one hook until it ends, ctx is done or its time is over. A process that it left in
// the background may live on.
func (r Run) one(ctx context.Context, hook stack.Hook, out *lines) error {
	command := r.Mask.Text(shell.Join(hook.Run))
	r.Progress(report.Step("%s: %s", r.Event, command))
	timeout := cmp.Or(hook.Timeout, stack.HookTimeout)
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := proc.Command(limited, hook.Run[0], hook.Run[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = r.Dir, r.Env, out, out
	err := cmd.Run()
	out.end()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return outcome.ErrInterrupted
	case limited.Err() != nil:
		return r.failed(command, fmt.Sprintf("it did not end within %s", timeout), out)
	case errors.Is(err, exec.ErrWaitDelay):
		return nil
	}
	return r.failed(command, err.Error(), out)
}

// retry says, by event, what to type once the reason of a failure is removed.
var retry = map[string]string{
	AfterCreate:   "run the command in the new worktree",
	AfterUp:       "run mage sandbox:up",
	BeforeDestroy: "run mage sandbox:destroy, or mage sandbox:destroy -force, which goes on without it",
}

// failed returns the error of a hook, with the last lines of its output.
func (r Run) failed(command, reason string, out *lines) error {
	last := out.last()
	hint := "correct what its output shows, then " + retry[r.Event]
	e := report.Error{
		Message: fmt.Sprintf("%s failed: %s: %s", r.Event, command, reason),
		Cause:   string(diagnose.HookFailed), Details: last, Hint: hint,
	}
	text := e.Message
	for _, line := range last {
		text += "\n  " + line
	}
	err := error(&outcome.Explained{Text: text + "\n" + hint, Details: e})
	if r.Event == AfterUp {
		return outcome.NotReady(err)
	}
	return err
}

// keep keeps the output of the last run, and of a failure among the evidence.
func (r Run) keep(text string, failed error) (folder string, err error) {
	state, err := instance.StateDir(r.Dir)
	if err != nil {
		return "", err
	}
	err = textfile.Replace(filepath.Join(state, r.Event+".log"), []byte(text), 0o600)
	if failed == nil || errors.Is(failed, outcome.ErrInterrupted) {
		return "", err
	}
	failure, wrong := evidence.New(state, time.Now(), r.Mask)
	if wrong != nil {
		return "", errors.Join(err, wrong)
	}
	err = errors.Join(err, failure.Text("report.txt", failed.Error()+"\n"), failure.Text(r.Event+".txt", text))
	folder, wrong = filepath.Rel(r.Dir, failure.Path)
	r.Progress(report.Step("evidence: %s", folder))
	return folder, errors.Join(err, wrong)
}

// Environment returns the variables of a process: those of the caller, with set and without
// unset.
func Environment(caller []string, set map[string]string, unset []string) []string {
	hidden := make(map[string]bool)
	for _, name := range unset {
		hidden[name] = true
	}
	var env []string
	for _, variable := range caller {
		name, _, _ := strings.Cut(variable, "=")
		if _, own := set[name]; !own && !hidden[name] {
			env = append(env, variable)
		}
	}
	for name, value := range set {
		env = append(env, name+"="+value)
	}
	return env
}
