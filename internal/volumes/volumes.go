// Package volumes makes an instance's volumes before Compose does, so that they bear
// its key, and keeps a start from data that belongs to another instance or has another
// password.
package volumes

import (
	"context"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/workspace"
)

// Examine returns an error for a volume that is another instance's, or whose data has
// another password, and a sentence for each volume whose definition has changed since it
// was made. It changes nothing.
func Examine(ctx context.Context, w workspace.Workspace, in ownership.Instance) (sentences []string, err error) {
	found, err := find(ctx, w, in)
	if err != nil {
		return nil, err
	}
	sentences = changed(w.Config.OwnVolumes(), slices.Concat(found.Present, found.Taken))
	if !Dated(w) || Compared(w.Instance) {
		return sentences, nil
	}
	return sentences, compareAge(ctx, w, in)
}

// Find returns the volumes that a start must make, once [Examine] has found no error. It
// calls adopt for volumes that only the instance's own containers prove to be its own.
func Find(ctx context.Context, w workspace.Workspace, in ownership.Instance, adopt func([]docker.Volume) error) (missing []docker.VolumeSpec, err error) {
	found, err := find(ctx, w, in)
	if err == nil && len(found.Taken) > 0 {
		err = adopt(found.Taken)
	}
	if err != nil {
		return nil, err
	}
	return found.Missing, noteCompared(w)
}

// find returns the volumes that a start will use. The error is also for one that is not
// proven to be the instance's.
func find(ctx context.Context, w workspace.Workspace, in ownership.Instance) (ownership.Volumes, error) {
	found, err := ownership.FindVolumes(ctx, w.Project, in, w.Config.OwnVolumes())
	if err == nil {
		err = found.Proven()
	}
	return found, err
}

// Create makes missing volumes with the instance's key. A cached configuration does
// not hold the options of their drivers, so Create resolves it again.
func Create(ctx context.Context, w workspace.Workspace, in ownership.Instance, missing []docker.VolumeSpec) error {
	if len(missing) == 0 {
		return nil
	}
	if w.Config.Text == nil && w.Derived == nil {
		config, err := w.Project.Config(ctx)
		if err != nil {
			return err
		}
		isMissing := func(v docker.VolumeSpec) bool {
			return slices.ContainsFunc(missing, func(m docker.VolumeSpec) bool { return m.Name == v.Name })
		}
		missing = slices.DeleteFunc(config.OwnVolumes(), func(v docker.VolumeSpec) bool { return !isMissing(v) })
	}
	if err := ownership.CreateVolumes(ctx, w.Project, in, missing); err != nil {
		return err
	}
	return noteNew(in.Dir, missing)
}
