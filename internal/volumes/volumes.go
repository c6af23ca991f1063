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

// Find returns the volumes that a start must make. It calls adopt for volumes that
// only the instance's own containers prove to be its own. The error is for a volume
// that is another instance's, or whose data has another password. Find calls say with a
// sentence for each volume whose definition has changed since it was made.
func Find(ctx context.Context, w workspace.Workspace, in ownership.Instance, adopt func([]docker.Volume) error, say func(string)) (missing []docker.VolumeSpec, err error) {
	wanted := w.Config.OwnVolumes()
	found, err := ownership.FindVolumes(ctx, w.Project, in, wanted)
	if err == nil {
		err = found.Proven()
	}
	if err != nil {
		return nil, err
	}
	for _, sentence := range changed(wanted, slices.Concat(found.Present, found.Taken)) {
		say(sentence)
	}
	if len(found.Taken) > 0 {
		if err := adopt(found.Taken); err != nil {
			return nil, err
		}
	}
	return found.Missing, checkPasswords(ctx, w, in)
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
