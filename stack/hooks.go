package stack

import (
	"fmt"
	"slices"
	"time"
)

// Hooks are commands that run on this machine, in the instance's directory and with its
// variables. Those of one list run one after another, until one fails.
type Hooks struct {
	AfterCreate   []Hook // once a worktree with an instance is made
	AfterUp       []Hook // after each start whose gate has passed
	BeforeDestroy []Hook // before anything of an instance is removed
}

// Hook is one command.
type Hook struct {
	Run     []string      // a program and its arguments; no shell reads them
	Timeout time.Duration // 0 means [HookTimeout]
}

// HookTimeout is the time that a hook may take by default.
const HookTimeout = 10 * time.Minute

// Add returns the hooks, followed by more.
func (h Hooks) Add(more Hooks) Hooks {
	return Hooks{
		AfterCreate:   slices.Concat(h.AfterCreate, more.AfterCreate),
		AfterUp:       slices.Concat(h.AfterUp, more.AfterUp),
		BeforeDestroy: slices.Concat(h.BeforeDestroy, more.BeforeDestroy),
	}
}

func (h Hooks) problems() (problems []error) {
	for i, hook := range slices.Concat(h.AfterCreate, h.AfterUp, h.BeforeDestroy) {
		if len(hook.Run) == 0 || hook.Run[0] == "" {
			problems = append(problems, fmt.Errorf("hook %d names no program", i+1))
		}
		if hook.Timeout < 0 {
			problems = append(problems, fmt.Errorf("hook %d has the negative timeout %s", i+1, hook.Timeout))
		}
	}
	return problems
}
