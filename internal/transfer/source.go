// Package transfer fills the volumes of an instance with the data of a snapshot or of
// another instance, and makes and removes snapshots.
package transfer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/engines"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/quiesce"
	"github.com/seed-491dada8/sandbox/internal/snapshots"
	"github.com/seed-491dada8/sandbox/internal/volumes"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// Source is the data of a snapshot or of an instance.
type Source struct {
	Origin    Origin
	engine    instance.Engine
	machine   string
	volumes   []snapshots.Volume
	snapshot  string            // the id that the volumes of a snapshot bear
	passwords map[string]string // variables of the files that the user and init write
	logins    map[string]string // of the databases, as [loginsOf] returns them
	images    []string          // that the engine may have
	// hold keeps the data from changing until resume is called.
	hold func(ctx context.Context, copier string) (resume func(context.Context) error, err error)
}

// FromSnapshot returns the data of a snapshot of the instance's repository.
func FromSnapshot(in instance.Instance, name string) (Source, error) {
	store, err := storeOf(in.Dir)
	if err != nil {
		return Source{}, err
	}
	found, err := store.Find(name)
	return Source{
		Origin: Origin{Snapshot: found.Name}, engine: found.Engine, machine: found.Machine, volumes: found.Volumes, snapshot: found.ID,
		passwords: found.Passwords, logins: found.Logins,
		hold: func(ctx context.Context, _ string) (func(context.Context) error, error) {
			release, err := store.Lock(ctx) // or another command might delete it meanwhile
			if err != nil {
				return nil, err
			}
			_, err = store.Find(name)
			return func(context.Context) error { release(); return nil }, err
		},
	}, err
}

// fromInstance returns the data of an instance, as the engine has it now. The error says
// that there is none, or that it is not whole.
func (m Mover) fromInstance(ctx context.Context, w workspace.Workspace) (Source, error) {
	owner := identity.Owner(w.Stack, w.Instance)
	data, err := dataOf(ctx, w, owner)
	if err != nil {
		return Source{}, err
	}
	if len(data) == 0 {
		return Source{}, fmt.Errorf("instance %s has no data yet: none of its named volumes exists", w.Instance.ID)
	}
	if err := checkWhole(w, data); err != nil {
		return Source{}, err
	}
	logins := loginsOf(w.Config, namesOf(data))
	passwords, err := passwordsOf(w, logins)
	return Source{
		Origin: Origin{Instance: w.Instance.ID, Dir: w.Instance.Dir},
		engine: instance.EngineOf(w.Instance.Variables), machine: w.Instance.Machine,
		volumes: data, passwords: passwords, logins: logins, images: imagesOf(ctx, w),
		hold: func(ctx context.Context, copier string) (func(context.Context) error, error) {
			return m.hold(ctx, w, owner, data, copier)
		},
	}, err
}

// checkWhole returns an error if the data of an instance is not whole: a copy into it was not
// completed, or a database may still initialise it.
func checkWhole(w workspace.Workspace, data []snapshots.Volume) error {
	if _, awaited := pending(w.Instance.Dir); awaited {
		return fmt.Errorf("the data of instance %s is incomplete: a copy into it was not completed; run `mage sandbox:up` in %s, which completes it", w.Instance.ID, w.Instance.Dir)
	}
	return volumes.CheckInitialised(w, namesOf(data))
}

// dataOf returns the named volumes of an instance that exist.
func dataOf(ctx context.Context, w workspace.Workspace, owner ownership.Instance) (data []snapshots.Volume, err error) {
	wanted := w.Config.OwnVolumes()
	found, err := ownership.FindVolumes(ctx, w.Project, owner, wanted)
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Concat(found.Present, found.Taken) {
		for _, spec := range wanted {
			if spec.Name == v.Name {
				data = append(data, snapshots.Volume{Key: spec.Key, Name: v.Name})
			}
		}
	}
	return data, nil
}

// imagesOf returns the images of an instance, those of its containers with volumes first:
// they are on the engine, and an image of a database has cp.
func imagesOf(ctx context.Context, w workspace.Workspace) (images []string) {
	containers, err := w.Project.Containers(ctx)
	if err != nil {
		return w.Images()
	}
	for _, c := range containers {
		if len(c.Mounts) > 0 {
			images = append(images, c.Image)
		}
	}
	return append(images, w.Images()...)
}

// hold locks an instance and stops the containers that write to its volumes. Resume starts
// them again, and unlocks the instance.
func (m Mover) hold(ctx context.Context, w workspace.Workspace, owner ownership.Instance, data []snapshots.Volume, copier string) (resume func(context.Context) error, err error) {
	unlock, err := m.lock(ctx, w.Instance)
	if err != nil {
		return nil, err
	}
	start, err := m.holdLocked(ctx, w, owner, data, copier)
	if err != nil {
		unlock()
		return nil, err
	}
	return func(ctx context.Context) error { defer unlock(); return start(ctx) }, nil
}

func (m Mover) holdLocked(ctx context.Context, w workspace.Workspace, owner ownership.Instance, data []snapshots.Volume, copier string) (resume func(context.Context) error, err error) {
	if err := checkWhole(w, data); err != nil {
		return nil, err
	}
	return m.quiet(ctx, w, owner, data, copier)
}

// quiet stops the containers of a locked instance that write to its volumes.
func (m Mover) quiet(ctx context.Context, w workspace.Workspace, owner ownership.Instance, data []snapshots.Volume, copier string) (resume func(context.Context) error, err error) {
	if err := quiesce.Resume(ctx, w.Project.Project, w.Instance.Dir); err != nil {
		return nil, err
	}
	m.Progress(report.Step("stopping what writes to the data of %s while it is copied", w.Instance.ID))
	return quiesce.Stop(ctx, w.Project.Project, owner, namesOf(data), copier)
}

func namesOf(data []snapshots.Volume) (names []string) {
	for _, v := range data {
		names = append(names, v.Name)
	}
	return names
}

// onEngineOf returns an error unless the source is on the engine of an instance: volumes
// are copied on one engine alone.
func (s Source) onEngineOf(in instance.Instance) error {
	if s.machine == in.Machine && s.engine == instance.EngineOf(in.Variables) {
		return nil
	}
	return errors.New(s.Origin.String() + " is on another Docker engine, " + engines.Name(s.engine) + "; data is copied on one engine alone")
}

// checkPresent returns an error unless the engine has all volumes of the source. The engine
// makes a volume anew that a container names, and the copy would be empty.
func (s Source) checkPresent(ctx context.Context, project docker.Project) error {
	found, err := project.Volumes(ctx, namesOf(s.volumes)...)
	if err != nil {
		return err
	}
	for _, name := range namesOf(s.volumes) {
		isPresent := func(v docker.Volume) bool { return v.Name == name && v.Snapshot() == s.snapshot }
		switch {
		case slices.ContainsFunc(found, isPresent):
		case s.Origin.Snapshot != "":
			return fmt.Errorf("%s cannot be restored: its volume %s is gone; `mage sandbox:snapshots -delete=%s` deletes the rest of it; nothing was replaced", s.Origin, name, s.Origin.Snapshot)
		default:
			return fmt.Errorf("volume %s of %s is gone; nothing was replaced", name, s.Origin)
		}
	}
	return nil
}
