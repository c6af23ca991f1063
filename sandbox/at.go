package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// At returns the sandbox in the directory of an instance of this machine. The instance is
// named by its id, or by the end of its id after a dash if no other id ends so. The empty
// name stands for s itself.
//
// The instance of another repository does not have the stack of s. Its stack is derived.
func (s Sandbox) At(name string) (Sandbox, error) {
	known, _ := claims.All()
	if name == "" || s.isIn(known, name) {
		return s, nil
	}
	claim, err := claims.Find(known, name)
	if err != nil {
		return s, err
	}
	if claim.Repository != "" && claim.Repository != identity.Repository(s.realDir()) {
		s.Stack = stack.Stack{}
	}
	s.Dir = claim.Dir
	return s, nil
}

// isIn reports whether the directory is the instance with an id, and no copy of it.
func (s Sandbox) isIn(known []claims.Claim, id string) bool {
	in, err := instance.Load(s.dir(), s.Stack.Scheme())
	return err == nil && in.ID == id && identity.CheckCopy(known, in) == nil
}

// realDir returns the instance's directory without links, "" if it cannot be read.
func (s Sandbox) realDir() string {
	dir, _ := instance.Real(s.dir())
	return dir
}

// Path returns which instance the directory is, and the directory itself. It needs no
// engine.
func (s Sandbox) Path(ctx context.Context) (report.Path, error) {
	path := report.NewPath()
	return conclude(ctx, path, s.path(path))
}

func (s Sandbox) path(path *report.Path) error {
	in, err := s.load()
	if err != nil {
		return err
	}
	path.Instance, path.Slot, path.Directory = in.ID, new(in.Slot), in.Dir
	return nil
}
