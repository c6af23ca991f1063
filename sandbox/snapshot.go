package sandbox

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/snapshots"
	"github.com/seed-491dada8/sandbox/internal/transfer"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// SnapshotOptions name the snapshot.
type SnapshotOptions struct {
	Name string // unique in the repository
}

// Snapshot saves a copy of the instance's named volumes. Containers that write to them are
// stopped for the copy, and started again.
func (s Sandbox) Snapshot(ctx context.Context, options SnapshotOptions) (report.Snapshot, error) {
	kept := report.NewSnapshot()
	return conclude(ctx, kept, s.snapshot(ctx, options, kept))
}

func (s Sandbox) snapshot(ctx context.Context, options SnapshotOptions, kept *report.Snapshot) error {
	if err := snapshots.ValidName(options.Name); err != nil {
		return err
	}
	in, err := s.load()
	if err != nil {
		return err
	}
	kept.Instance, kept.Slot = in.ID, new(in.Slot)
	made, err := s.mover().Keep(ctx, in.Dir, options.Name)
	if err == nil {
		kept.Snapshot = new(transfer.Describe(made))
	}
	return err
}

// mover returns the mover of the instances' data.
func (s Sandbox) mover() transfer.Mover {
	open := func(ctx context.Context, dir string) (workspace.Workspace, error) {
		return Sandbox{Stack: s.Stack, Dir: dir}.open(ctx)
	}
	return transfer.Mover{Stack: s.Stack, Open: open, Progress: s.emit}
}
