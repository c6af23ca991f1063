package transfer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/plain"
	"github.com/seed-491dada8/sandbox/internal/snapshots"
)

// Interrupted is a snapshot whose making or removal was interrupted.
type Interrupted struct {
	snapshots.Snapshot
	store snapshots.Store
}

// FindInterrupted returns the interrupted snapshots of all repositories on this machine's
// engines. It leaves out a repository whose snapshots another command makes or removes. The
// error says which records cannot be read.
func FindInterrupted() (found []Interrupted, err error) {
	stores, err := snapshots.Stores()
	for _, store := range stores {
		release, locked := store.TryLock()
		if !locked {
			continue
		}
		partial, unread := store.Partial()
		release()
		err = errors.Join(err, unread)
		for _, s := range partial {
			if s.Machine == "" {
				found = append(found, Interrupted{s, store})
			}
		}
	}
	return found, err
}

// String describes what is left of the snapshot.
func (i Interrupted) String() string {
	return fmt.Sprintf("interrupted snapshot %s of instance %s: %s", i.Name, i.Instance, plain.Plural(len(i.Volumes), "volume"))
}

// Remove removes what is left of the snapshot, unless another command has done so.
func (i Interrupted) Remove(ctx context.Context) error {
	release, err := i.store.Lock(ctx)
	if err != nil {
		return err
	}
	defer release()
	partial, err := i.store.Partial()
	if err != nil || !slices.ContainsFunc(partial, func(s snapshots.Snapshot) bool { return s.ID == i.ID }) {
		return err
	}
	return sweep(ctx, i.store, i.Snapshot)
}

// sweep removes the volumes of a snapshot that does not count, and its record. It removes
// only volumes that bear the snapshot's id.
func sweep(ctx context.Context, store snapshots.Store, old snapshots.Snapshot) error {
	whole, exists, err := store.Lookup(old.Name)
	if err != nil {
		return err
	}
	if exists && whole.ID == old.ID {
		return store.Forget(old)
	}
	project := compose.NewProject(old.Instance, old.Engine.Variables()).Project
	if err := project.RemoveHelpers(ctx, "label="+docker.SnapshotLabel+"="+old.ID); err != nil {
		return err
	}
	found, err := project.Volumes(ctx, namesOf(old.Volumes)...)
	if err != nil {
		return err
	}
	own := slices.DeleteFunc(found, func(v docker.Volume) bool { return v.Snapshot() != old.ID })
	var names []string
	for _, v := range own {
		names = append(names, v.Name)
	}
	if err := project.RemoveVolumes(ctx, names); err != nil {
		return err
	}
	return store.Forget(old)
}
