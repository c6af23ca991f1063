package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/report"
)

// Status returns the state of the instance, and of every service and worker as it
// answers now. The instance may run, run in part or be stopped.
func (s Sandbox) Status(ctx context.Context) (report.Status, error) {
	status := report.NewStatus()
	return conclude(ctx, status, s.status(ctx, status))
}

func (s Sandbox) status(ctx context.Context, status *report.Status) error {
	o, err := s.find()
	if err != nil {
		return err
	}
	status.Instance, status.Slot = o.Instance.ID, new(o.Instance.Slot)
	containers, err := o.survey(ctx)
	if err != nil {
		return err
	}
	o.look(containers, o.askAll(ctx, containers), status)
	return nil
}
