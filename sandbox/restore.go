package sandbox

import (
	"context"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/transfer"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// RestoreOptions name the snapshot to bring back.
type RestoreOptions struct {
	Name string // of a snapshot of the repository
	Yes  bool   // replace the data, and run the hooks of a pull request, without asking
}

// Restore replaces the instance's data with that of a snapshot. An instance that ran is
// started again, and the exit code is that of Up.
func (s Sandbox) Restore(ctx context.Context, options RestoreOptions) (report.Restore, error) {
	restored := report.NewRestore()
	return conclude(ctx, restored, s.restore(ctx, options, restored))
}

func (s Sandbox) restore(ctx context.Context, options RestoreOptions, restored *report.Restore) error {
	w, err := s.open(ctx)
	if err != nil {
		return err
	}
	restored.Instance, restored.Slot = w.Instance.ID, new(w.Instance.Slot)
	restored.Snapshot = options.Name
	if err := identity.Untracked(ctx, w.Instance.Dir); err != nil { // or the data would be replaced, and not started
		return err
	}
	from, err := transfer.FromSnapshot(w.Instance, options.Name)
	if err != nil {
		return err
	}
	question := fmt.Sprintf("Replace the data of instance %s with snapshot %s?", w.Instance.ID, options.Name)
	if err := s.agree(ctx, options.Yes, question); err != nil {
		return err
	}
	if err := s.agreeToRestart(ctx, w, options.Yes); err != nil {
		return err
	}
	made, ran, err := s.mover().Restore(ctx, w, from)
	restored.Volumes = append(restored.Volumes, made...)
	if err != nil || !ran {
		return err
	}
	err = s.up(ctx, UpOptions{Yes: options.Yes}, report.New())
	restored.Started = err == nil
	return err
}

// agreeToRestart asks the user to agree to the hooks that run when the instance is started
// again: before its data is replaced, so that a refusal leaves all as it is.
func (s Sandbox) agreeToRestart(ctx context.Context, w workspace.Workspace, given bool) error {
	containers, err := w.Project.Containers(ctx)
	if err != nil || !slices.ContainsFunc(containers, func(c docker.Container) bool { return c.State.Running }) {
		return err
	}
	return s.agreeToHooks(ctx, w, given, "nothing was replaced")
}
