package targets

import (
	"context"

	"github.com/seed-491dada8/sandbox/internal/console"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/sandbox"
)

// Snapshot saves a copy of the instance's data under a name.
//
// Services that write to the data are stopped for the copy, and started again. The copy outlives the instance.
//
//	mage sandbox:snapshot seeded
//
// Exit codes: 0 saved; 1 not saved, and there is no snapshot of that name.
func Snapshot(ctx context.Context,
	name string,
	instance *string, // its id; by default the instance in this directory
	progress *string, // text, or json: one event a line on stderr
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{instance: instance, progress: progress, json: json}, report.NewSnapshot, func(s sandbox.Sandbox, ctx context.Context) (report.Snapshot, error) {
		return s.Snapshot(ctx, sandbox.SnapshotOptions{Name: name})
	}, (*console.Console).Snapshot)
}

// Restore replaces the instance's data with that of a snapshot, and asks first.
//
// An instance that runs is stopped, and started again: -yes also agrees to the after-up hooks of a pull request.
// The snapshot may be of another instance of this repository.
//
//	mage sandbox:restore seeded
//	mage sandbox:restore seeded -yes
//
// Exit codes: 0 restored; 1 not restored, or nobody agreed; 2 and 3 restored, but sandbox:up failed with that code.
func Restore(ctx context.Context,
	name string,
	yes *bool, // do not ask before replacing the data, or before running hooks of a pull request
	instance *string, // its id; by default the instance in this directory
	progress *string, // text, or json: one event a line on stderr
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{instance: instance, progress: progress, json: json}, report.NewRestore, func(s sandbox.Sandbox, ctx context.Context) (report.Restore, error) {
		return s.Restore(ctx, sandbox.RestoreOptions{Name: name, Yes: value(yes)})
	}, (*console.Console).Restore)
}

// Snapshots lists the snapshots of this repository, also those of destroyed instances.
//
//	mage sandbox:snapshots
//	mage sandbox:snapshots -delete=seeded
//
// Exit codes: 0 shown or deleted; 1 the snapshots could not be read or deleted, or nobody agreed.
func Snapshots(ctx context.Context,
	delete *string, // name of a snapshot to delete
	yes *bool, // do not ask before deleting
	progress *string, // text, or json: one event a line on stderr
	json *bool, // write one JSON document to stdout, in every outcome
) error {
	return run(ctx, shared{progress: progress, json: json}, report.NewSnapshots, func(s sandbox.Sandbox, ctx context.Context) (report.Snapshots, error) {
		return s.Snapshots(ctx, sandbox.SnapshotsOptions{Delete: value(delete), Yes: value(yes)})
	}, (*console.Console).Snapshots)
}
