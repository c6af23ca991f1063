package sandbox

import (
	"context"
	"errors"

	"github.com/seed-491dada8/sandbox/internal/derived"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// initUndeclared makes a directory with a Compose file an instance, if it is none and no
// stack is declared: one command is all that such a project needs.
func (s Sandbox) initUndeclared(ctx context.Context) error {
	if _, err := s.load(); !workspace.IsUndeclared(s.Stack) || !errors.Is(err, instance.ErrNone) {
		return nil
	}
	dir, err := instance.Real(s.dir())
	if err != nil {
		return err
	}
	in := instance.Instance{Dir: dir, Variables: map[string]string{}}
	derived.TakeDotenv(in)
	if err := derived.FindComposeFile(ctx, &in); err != nil {
		return err
	}
	made, err := s.Init(ctx, InitOptions{})
	if err == nil {
		s.step("this directory is now instance %s (slot %d)", made.Instance, *made.Slot)
	}
	return err
}
