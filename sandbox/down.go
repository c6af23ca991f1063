package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/quiesce"
	"github.com/seed-491dada8/sandbox/internal/removal"
	"github.com/seed-491dada8/sandbox/internal/transfer"
	"github.com/seed-491dada8/sandbox/report"
)

// DownOptions choose what Down deletes.
type DownOptions struct {
	Volumes bool     // delete its data too
	Adopted []string // adopted volumes to delete, although they are older than the instance
	Yes     bool     // delete without asking
}

// Down stops the instance and removes its containers. Its data stays, unless Volumes or
// Adopted is set and the user agrees. Objects of another instance, or of none, always
// stay.
func (s Sandbox) Down(ctx context.Context, options DownOptions) (report.Down, error) {
	stopped := report.NewDown()
	return conclude(ctx, stopped, s.down(ctx, options, stopped))
}

func (s Sandbox) down(ctx context.Context, options DownOptions, stopped *report.Down) error {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	stopped.Instance, stopped.Slot = w.Instance.ID, new(w.Instance.Slot)
	if err := removal.CheckAdopted(w, options.Adopted); err != nil {
		return err
	}
	if _, err := w.Project.Architecture(ctx); err != nil {
		return err
	}
	if options.Volumes || len(options.Adopted) > 0 {
		if err := s.agree(ctx, options.Yes, removal.DeletionQuestion(w.Instance.ID, options.Volumes, options.Adopted)); err != nil {
			return err
		}
	}
	unlock, err := s.lock(ctx, w.Instance.Dir)
	if err != nil {
		return err
	}
	defer unlock()
	if err := quiesce.Resume(ctx, w.Project.Project, w.Instance.Dir); err != nil {
		return err
	}
	err = removal.Stop(ctx, w, options.Volumes, options.Adopted, stopped, s.emit)
	if err == nil && options.Volumes {
		err = transfer.Forget(w.Instance.Dir)
	}
	return err
}
