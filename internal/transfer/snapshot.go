package transfer

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/snapshots"
	"github.com/seed-491dada8/sandbox/internal/volumecopy"
	"github.com/seed-491dada8/sandbox/internal/workspace"
	"github.com/seed-491dada8/sandbox/report"
)

// keep makes a snapshot of the data of a locked instance.
func (m Mover) keep(ctx context.Context, w workspace.Workspace, name string) (snapshots.Snapshot, error) {
	made := snapshots.New(name, w.Instance)
	store, release, err := m.openStore(ctx, w.Instance.Dir)
	if err != nil {
		return made, err
	}
	defer release()
	taken, exists, err := store.Lookup(name)
	if err != nil {
		return made, err
	}
	if exists {
		return made, fmt.Errorf("there is a snapshot %s already, of instance %s; choose another name, or delete it: mage sandbox:snapshots -delete=%s", name, taken.Instance, name)
	}
	from, err := m.fromInstance(ctx, w)
	if err != nil {
		return made, err
	}
	made.Passwords, made.Logins = from.passwords, from.logins
	copier := volumecopy.Copier{
		Project: w.Project.Project, Key: w.Instance.Key, Snapshot: made.ID, Images: from.images,
		Step: func(text string) { m.Progress(report.Step("%s", text)) },
	}
	pairs, err := plan(ctx, copier, from, &made)
	if err != nil {
		return made, err
	}
	if err := store.Begin(made); err != nil {
		return made, err
	}
	if err := m.fillSnapshot(ctx, w, from, copier, pairs); err != nil {
		return made, errors.Join(err, sweep(context.WithoutCancel(ctx), store, made))
	}
	return made, store.Complete(made)
}

// openStore locks the snapshots of the repository that a directory is in, and removes the
// interrupted ones.
func (m Mover) openStore(ctx context.Context, dir string) (store snapshots.Store, release func(), err error) {
	store, err = storeOf(dir)
	if err == nil {
		release, err = store.Lock(ctx)
	}
	if err != nil {
		return store, nil, err
	}
	interrupted, err := store.Partial()
	for _, s := range interrupted {
		if err := sweep(ctx, store, s); err != nil {
			m.Progress(report.Step("the volumes of the interrupted snapshot %s are still there: %v", s.Name, err))
		}
	}
	if err != nil {
		release()
	}
	return store, release, err
}

// plan names the volumes of a snapshot, and makes sure that there is room for them.
func plan(ctx context.Context, copier volumecopy.Copier, from Source, made *snapshots.Snapshot) (pairs []volumecopy.Pair, err error) {
	for _, v := range from.volumes {
		name := "sandbox-snapshot-" + strings.ToLower(made.ID[:12]) + "-" + v.Key
		pairs = append(pairs, volumecopy.Pair{From: v.Name, To: name})
		made.Volumes = append(made.Volumes, snapshots.Volume{Key: v.Key, Name: name})
	}
	err = copier.Measure(ctx, pairs)
	for i, p := range pairs {
		made.Volumes[i].Bytes = p.Bytes
	}
	return pairs, err
}

func (m Mover) fillSnapshot(ctx context.Context, w workspace.Workspace, from Source, copier volumecopy.Copier, pairs []volumecopy.Pair) error {
	for _, p := range pairs {
		if err := w.Project.CreateSnapshotVolume(ctx, p.To, copier.Snapshot, copier.Key); err != nil {
			return err
		}
	}
	return copier.CopyAll(ctx, pairs, func(ctx context.Context) (func(context.Context) error, error) {
		return m.quiet(ctx, w, identity.Owner(w.Stack, w.Instance), from.volumes, copier.Key)
	})
}

// Delete removes a snapshot of the repository that a directory is in.
func (m Mover) Delete(ctx context.Context, dir, name string) error {
	dir, err := instance.Real(dir)
	if err != nil {
		return err
	}
	store, release, err := m.openStore(ctx, dir)
	if err != nil {
		return err
	}
	defer release()
	old, err := store.Find(name)
	if err != nil {
		return err
	}
	if err := store.Discard(old); err != nil {
		return err
	}
	return sweep(ctx, store, old)
}
