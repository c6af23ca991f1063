package ownership

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
)

// Volumes are the volumes that a start will use, sorted by owner before the start.
type Volumes struct {
	Missing []docker.VolumeSpec
	Present []docker.Volume // the instance's own
	Taken   []docker.Volume // mounted by the instance's containers, but missing in its claim
	// Unproven holds volumes without a key that no container of the instance mounts.
	Unproven []docker.Volume
	known    []string // descriptions of Unproven
}

// FindVolumes finds the existing volumes that a start will use. It returns an error
// if one belongs to another instance.
func FindVolumes(ctx context.Context, project compose.Project, in Instance, wanted []docker.VolumeSpec) (Volumes, error) {
	found, err := project.Volumes(ctx, names(wanted)...)
	if err != nil {
		return Volumes{}, err
	}
	var volumes Volumes
	for _, spec := range wanted {
		i := slices.IndexFunc(found, func(v docker.Volume) bool { return v.Name == spec.Name })
		if i < 0 {
			volumes.Missing = append(volumes.Missing, spec)
			continue
		}
		v := found[i]
		if in.OwnsVolume(v) || slices.Contains(in.Adopted, v.Name) {
			volumes.Present = append(volumes.Present, v)
			continue
		}
		users, err := project.UsersOf(ctx, "volume="+v.Name)
		switch {
		case err != nil:
			return volumes, err
		case v.Key() != "":
			return volumes, in.belongsToAnother(spec, v, users)
		case slices.ContainsFunc(users, in.Uses):
			volumes.Taken = append(volumes.Taken, v)
		default:
			volumes.Unproven = append(volumes.Unproven, v)
			volumes.known = append(volumes.known, Volume(v, users))
		}
	}
	return volumes, nil
}

func names(specs []docker.VolumeSpec) []string {
	var all []string
	for _, spec := range specs {
		all = append(all, spec.Name)
	}
	return all
}

// RefusedError is the error for volumes that a start may not use.
type RefusedError struct{ Fact, Cure string }

func (e *RefusedError) Error() string { return e.Fact + "; " + e.Cure }

const renameHint = "give this instance another name: delete .env.sandbox here and run `mage sandbox:init -name=OTHER`"

func (in Instance) belongsToAnother(spec docker.VolumeSpec, v docker.Volume, users []docker.Container) error {
	cure := renameHint
	if spec.Name != in.ID+"_"+spec.Key {
		cure = "the Compose file sets its name: change that name, or make the volume external to share it"
	}
	return &RefusedError{Volume(v, users) + ", is not this instance's", cure}
}

// Proven returns an error that names the volumes whose owner is unproven, if there
// are any.
func (v Volumes) Proven() error {
	if len(v.known) == 0 {
		return nil
	}
	return &RefusedError{
		"volumes exist that cannot be proven to be this instance's: " + strings.Join(v.known, "; "),
		renameHint + "; or, if their data is this directory's, use them: `mage sandbox:init -adopt-volumes`",
	}
}

// PresentVolumes returns the existing volumes that the instance owns or has
// adopted.
func PresentVolumes(ctx context.Context, project compose.Project, in Instance) ([]docker.Volume, error) {
	volumes, err := project.VolumesOf(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	adopted, err := project.Volumes(ctx, in.Adopted...)
	return append(slices.DeleteFunc(volumes, func(v docker.Volume) bool { return !in.OwnsVolume(v) }), adopted...), err
}

// ErrForgotten is returned for an engine that does not keep labels.
var ErrForgotten = errors.New("the engine does not keep labels, which say what belongs to which instance; nothing can be run on it safely")

// Inherited returns the anonymous volumes of containers without a key. Compose
// passes them on to the containers with the key, so their data is older than the
// instance.
func (in Instance) Inherited(containers []docker.Container) []docker.Volume {
	var volumes []docker.Volume
	for _, name := range anonymousOf(slices.DeleteFunc(slices.Clone(containers), func(c docker.Container) bool { return !in.Unkeyed(c) })) {
		volumes = append(volumes, docker.Volume{Name: name})
	}
	return volumes
}

// CreateVolumes creates the missing volumes with the instance's key. It returns an
// error if another instance created one of them first: the engine keeps the labels
// of the first creation.
func CreateVolumes(ctx context.Context, project compose.Project, in Instance, missing []docker.VolumeSpec) error {
	for _, spec := range missing {
		if err := project.CreateVolume(ctx, spec, in.Key, in.Dir); err != nil {
			return err
		}
	}
	made, err := project.Volumes(ctx, names(missing)...)
	if err != nil {
		return err
	}
	for _, spec := range missing {
		i := slices.IndexFunc(made, func(v docker.Volume) bool { return v.Name == spec.Name })
		switch {
		case i < 0 || made[i].Key() == "":
			return fmt.Errorf("volume %s: %w", spec.Name, ErrForgotten)
		case !in.OwnsVolume(made[i]):
			return in.belongsToAnother(spec, made[i], nil)
		}
	}
	return nil
}
