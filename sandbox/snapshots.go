package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/transfer"
	"github.com/seed-491dada8/sandbox/report"
)

// SnapshotsOptions may name a snapshot to delete.
type SnapshotsOptions struct {
	Delete string // empty means none
	Yes    bool   // delete without asking
}

// Snapshots lists the snapshots of the repository, also of instances that are destroyed.
// It needs an engine only to delete one.
func (s Sandbox) Snapshots(ctx context.Context, options SnapshotsOptions) (report.Snapshots, error) {
	listed := report.NewSnapshots()
	return conclude(ctx, listed, s.snapshots(ctx, options, listed))
}

func (s Sandbox) snapshots(ctx context.Context, options SnapshotsOptions, listed *report.Snapshots) (err error) {
	if err := s.validate(); err != nil {
		return err
	}
	if options.Delete != "" {
		if err := s.agree(ctx, options.Yes, "Delete snapshot "+options.Delete+" with its data?"); err != nil {
			return err
		}
		if err := s.mover().Delete(ctx, s.dir(), options.Delete); err != nil {
			return err
		}
		listed.Deleted = options.Delete
	}
	listed.Snapshots, err = transfer.List(s.dir())
	return err
}
