package sandbox

import (
	"context"
	"errors"

	"github.com/seed-491dada8/sandbox/internal/claims"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/status"
	"github.com/seed-491dada8/sandbox/report"
)

// Overview returns which instance the directory is, whether its containers run, and
// what to do next. Without an instance, an engine or docker itself the document says
// so; the error is for a directory that cannot be read.
func (s Sandbox) Overview(ctx context.Context) (report.Overview, error) {
	overview := report.NewOverview()
	return conclude(ctx, overview, s.overview(ctx, overview))
}

func (s Sandbox) overview(ctx context.Context, overview *report.Overview) (err error) {
	if overview.Dir, err = instance.Real(s.dir()); err != nil {
		return err
	}
	in, err := instance.Load(overview.Dir, s.Stack.Scheme())
	switch {
	case errors.Is(err, instance.ErrNone):
		overview.Reason, overview.Next = "none yet", status.NextWithout
	case err != nil:
		overview.Reason, overview.Next = "unreadable: "+err.Error(), status.NextUnknown
	case isCopy(in):
		overview.Reason, overview.Next = "none of its own: a copy of "+in.ID, status.NextWithout
	default:
		overview.Instance, overview.Slot = in.ID, new(in.Slot)
		status.Glance(ctx, s.Stack, in, overview)
	}
	return nil
}

// isCopy reports whether an instance is a copy of another one.
func isCopy(in instance.Instance) bool {
	known, _ := claims.All()
	return identity.CheckCopy(known, in) != nil
}
