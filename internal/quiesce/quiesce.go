// Package quiesce stops the containers that write to volumes while the volumes are
// copied, and starts them again, also after a copy that was killed.
package quiesce

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/seed-491dada8/sandbox/internal/compose"
	"github.com/seed-491dada8/sandbox/internal/condition"
	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/instance"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/volumecopy"
)

// recordFile holds, in the state folder, which containers are stopped.
const recordFile = "stopped.json"

// record says which containers a copy has stopped.
type record struct {
	Copier     string   `json:"copier"`     // the key of its [volumecopy.Copier]
	Containers []string `json:"containers"` // by id, in the order of their start
	// Others are the instance's other containers that ran. One may end because its database
	// is stopped.
	Others []string `json:"others,omitempty"`
}

// Stop stops the running containers of an instance that may write to the volumes, and
// records them first, with the key of the copier. The instance must be locked. Resume starts
// them again. The error is also for a container of another owner that may write to one of
// the volumes.
func Stop(ctx context.Context, project docker.Project, in ownership.Instance, volumes []string, copier string) (resume func(context.Context) error, err error) {
	writers, err := writersOf(ctx, project, in, volumes)
	if err != nil {
		return nil, err
	}
	if len(writers) == 0 {
		return func(context.Context) error { return nil }, nil
	}
	others, err := othersOf(ctx, project, in, writers)
	if err != nil {
		return nil, err
	}
	if err := instance.Record(in.Dir, recordFile, record{copier, writers, others}); err != nil {
		return nil, fmt.Errorf("cannot record the containers that are stopped for the copy: %w", err)
	}
	resume = func(ctx context.Context) error { return Resume(ctx, project, in.Dir) }
	if err := project.Stop(ctx, writers); err != nil {
		return nil, errors.Join(err, resume(context.WithoutCancel(ctx)))
	}
	return resume, nil
}

// writersOf returns the ids of the containers that run and may write to the volumes, the
// oldest first: Compose creates a container after those that it depends on.
func writersOf(ctx context.Context, project docker.Project, in ownership.Instance, volumes []string) (ids []string, err error) {
	filters := []string{"status=running", "status=restarting"}
	for _, volume := range volumes {
		filters = append(filters, "volume="+volume)
	}
	users, err := project.UsersOf(ctx, filters...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(users, func(a, b docker.Container) int { return a.Created.Compare(b.Created) })
	for _, c := range users {
		isWriter := func(m docker.Mount) bool { return m.Type == "volume" && m.RW && slices.Contains(volumes, m.Name) }
		switch {
		case !slices.ContainsFunc(c.Mounts, isWriter):
		case !in.Uses(c):
			return nil, fmt.Errorf("%s, may write to the data, and is not this instance's; stop it first", ownership.Container(c))
		default:
			ids = append(ids, c.ID)
		}
	}
	return ids, nil
}

// othersOf returns the ids of the instance's containers that run, without the writers.
func othersOf(ctx context.Context, project docker.Project, in ownership.Instance, writers []string) (ids []string, err error) {
	containers, err := project.Containers(ctx)
	for _, c := range containers {
		if c.Up() && in.Uses(c) && !slices.Contains(writers, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	return ids, err
}

// Left reports whether the instance in a directory has containers that a copy has
// stopped. A copy that goes on holds the instance's lock.
func Left(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, instance.StateFolder, recordFile))
	return err == nil
}

// resumeTimeout bounds the start of the stopped containers.
const resumeTimeout = time.Minute

// Resume starts the containers that a copy has stopped, and ends a copy that its killed
// command has left running. The instance must be locked. Containers that are gone stay
// gone.
func Resume(ctx context.Context, project docker.Project, dir string) error {
	var r record
	err := instance.ReadRecord(dir, recordFile, &r)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot read which containers a copy has stopped: %w; `mage sandbox:up` starts them; then remove .sandbox/%s", err, recordFile)
	}
	ctx, cancel := context.WithTimeout(ctx, resumeTimeout)
	defer cancel()
	if err := project.RemoveHelpers(ctx, "label="+volumecopy.Label+"="+r.Copier); err != nil {
		return err
	}
	// The killed command may just have asked for the stop: wait until that is done.
	err = project.Stop(ctx, r.Containers)
	if err == nil {
		err = project.Start(ctx, r.Containers)
	}
	if err != nil {
		return fmt.Errorf("cannot start the containers that were stopped for the copy: %w; `mage sandbox:up` does", err)
	}
	containers, err := project.Containers(ctx)
	if err == nil {
		err = project.Restart(ctx, condition.WithoutNetwork(compose.Config{}, containers)) // all are the same as before
	}
	if err == nil {
		err = r.startFailed(ctx, project, containers)
	}
	return errors.Join(err, instance.RemoveRecord(dir, recordFile))
}

// startFailed starts the other containers that have failed during the copy. It waits first for
// the healthchecks of those that were stopped.
func (r record) startFailed(ctx context.Context, project docker.Project, containers []docker.Container) error {
	failed := slices.DeleteFunc(slices.Clone(containers), func(c docker.Container) bool {
		return !slices.Contains(r.Others, c.ID) || c.State.Running || c.State.ExitCode == 0
	})
	if len(failed) == 0 {
		return nil
	}
	isStarting := func(c docker.Container) bool { return slices.Contains(r.Containers, c.ID) && c.Health() == "starting" }
	for slices.ContainsFunc(containers, isStarting) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(healthEvery):
		}
		var err error
		if containers, err = project.Containers(ctx); err != nil {
			return err
		}
	}
	return project.Restart(ctx, failed)
}

// healthEvery is the pause between two looks at the healthchecks.
const healthEvery = 200 * time.Millisecond
