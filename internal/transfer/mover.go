package transfer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/lock"
	"github.com/seed-491dada8/sandbox/internal/quiesce"
	"github.com/seed-491dada8/sandbox/internal/snapshots"
	"github.com/seed-491dada8/sandbox/internal/volumecopy"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
	"github.com/seed-491dada8/sandbox/stack"
)

// Mover moves the data of the instances of a stack.
type Mover struct {
	Stack stack.Stack
	// Open returns the workspace of the instance in a directory.
	Open     func(ctx context.Context, dir string) (workspace.Workspace, error)
	Progress func(report.Event)
}

// lock waits until no other command starts or stops an instance.
func (m Mover) lock(ctx context.Context, in instance.Instance) (unlock func(), err error) {
	return lock.Acquire(ctx, in.Dir, func() {
		m.Progress(report.Step("waiting for another command that starts or stops instance %s", in.ID))
	})
}

// lockToCopy locks an instance whose engine answers, and ends what a killed copy has left
// running: only a command that holds the lock copies.
func (m Mover) lockToCopy(ctx context.Context, w workspace.Workspace) (unlock func(), err error) {
	if _, err := w.Project.Architecture(ctx); err != nil {
		return nil, err
	}
	if unlock, err = m.lock(ctx, w.Instance); err != nil {
		return nil, err
	}
	if err := w.Project.RemoveHelpers(ctx, "label="+volumecopy.Label+"="+w.Instance.Key); err != nil {
		unlock()
		return nil, err
	}
	return unlock, nil
}

// open opens the instance in a directory, and locks it to copy.
func (m Mover) open(ctx context.Context, dir string) (w workspace.Workspace, unlock func(), err error) {
	if w, err = m.Open(ctx, dir); err != nil {
		return w, nil, err
	}
	unlock, err = m.lockToCopy(ctx, w)
	return w, unlock, err
}

// Source returns the data of the instance with an id, nil for no id. If several instances
// have it, that of dir's repository counts.
func (m Mover) Source(ctx context.Context, id, dir string) (*Source, error) {
	if id == "" {
		return nil, nil
	}
	directory, err := directoryOf(id, dir)
	if err != nil {
		return nil, err
	}
	w, err := m.Open(ctx, directory)
	if err != nil {
		return nil, fmt.Errorf("instance %s, in %s: %w", id, directory, err)
	}
	from, err := m.fromInstance(ctx, w)
	return &from, err
}

// Intend records that a new instance is to have the data of a source: if the command cannot
// copy it, the next start does. It does nothing without a source.
func Intend(dir string, from *Source) error {
	if from == nil {
		return nil
	}
	return begin(dir, from.Origin)
}

// Seed copies the data of a source into the instance in a directory, which must have none.
// It does nothing without a source.
func (m Mover) Seed(ctx context.Context, dir string, from *Source) error {
	if from == nil {
		return nil
	}
	w, unlock, err := m.open(ctx, dir)
	if err != nil {
		return withNextStep(dir, err)
	}
	defer unlock()
	if _, awaited := pending(dir); !awaited { // an incomplete copy is no data
		if err := checkEmpty(ctx, w); err != nil {
			return err
		}
	}
	_, err = m.fill(ctx, w, *from)
	return withNextStep(dir, err)
}

// Restore replaces the data of an instance with that of a source, and reports whether the
// instance ran.
func (m Mover) Restore(ctx context.Context, w workspace.Workspace, from Source) (made []report.VolumeCopy, ran bool, err error) {
	unlock, err := m.lockToCopy(ctx, w)
	if err != nil {
		return nil, false, err
	}
	defer unlock()
	containers, err := w.Project.Containers(ctx)
	if err == nil {
		err = identity.CheckContainers(w, containers)
	}
	if err != nil {
		return nil, false, err
	}
	made, err = m.fill(ctx, w, from)
	ran = slices.ContainsFunc(containers, func(c docker.Container) bool { return c.State.Running })
	return made, ran, withNextStep(w.Instance.Dir, err)
}

// Keep makes a snapshot of the data of the instance in a directory. An interrupted snapshot
// has no name, and the next one removes its volumes.
func (m Mover) Keep(ctx context.Context, dir, name string) (snapshots.Snapshot, error) {
	w, unlock, err := m.open(ctx, dir)
	if err != nil {
		return snapshots.Snapshot{}, err
	}
	defer unlock()
	return m.keep(ctx, w, name)
}

// Resume starts the containers of an instance that a killed copy has left stopped. A copy
// that goes on holds the lock, and starts them itself.
func (m Mover) Resume(ctx context.Context, in instance.Instance) error {
	if !quiesce.Left(in.Dir) {
		return nil
	}
	unlock, err := m.lock(ctx, in)
	if err != nil {
		return err
	}
	defer unlock()
	return quiesce.Resume(ctx, workspace.ProjectOf(m.Stack, in).Project, in.Dir)
}

// Mend does what is left of copies that were killed or could not be made: it starts the
// containers that they have stopped, and fills the volumes of the instance.
func (m Mover) Mend(ctx context.Context, in instance.Instance) error {
	if err := m.Resume(ctx, in); err != nil {
		return err
	}
	origin, awaited := pending(in.Dir)
	if !awaited {
		return nil
	}
	m.Progress(report.Step("the data of %s is not copied yet, or not completely; copying it", origin))
	if err := m.fillAgain(ctx, in, origin); err != nil {
		return fmt.Errorf("the data of this instance is incomplete: %w; to start without it: mage sandbox:down -volumes", err)
	}
	return nil
}

func (m Mover) fillAgain(ctx context.Context, in instance.Instance, origin Origin) error {
	from, err := m.sourceOf(ctx, in, origin)
	if err != nil {
		return err
	}
	w, unlock, err := m.open(ctx, in.Dir)
	if err != nil {
		return err
	}
	defer unlock()
	_, err = m.fill(ctx, w, from)
	return err
}

// sourceOf returns the source that an origin names.
func (m Mover) sourceOf(ctx context.Context, in instance.Instance, origin Origin) (Source, error) {
	switch {
	case origin.Snapshot != "":
		return FromSnapshot(in, origin.Snapshot)
	case origin.Instance != "":
		w, err := m.Open(ctx, origin.Dir)
		if err != nil {
			return Source{}, err
		}
		return m.fromInstance(ctx, w)
	}
	return Source{}, errors.New("the record of the copy cannot be read")
}
