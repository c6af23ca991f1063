package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/status"
	"github.com/seed-491dada8/sandbox/report"
)

// Status returns the state of the instance, and of every service and worker as it
// answers now. The instance may run, run in part or be stopped.
func (s Sandbox) Status(ctx context.Context) (report.Status, error) {
	document := report.NewStatus()
	return conclude(ctx, document, s.status(ctx, document))
}

func (s Sandbox) status(ctx context.Context, document *report.Status) error {
	in, err := s.instance(ctx)
	if err != nil {
		return err
	}
	document.Instance, document.Slot = in.ID, new(in.Slot)
	w, containers, err := s.survey(ctx, in)
	if err != nil {
		return err
	}
	status.Describe(ctx, w, containers, document)
	return nil
}
