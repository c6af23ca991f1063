package sandbox

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/worktree"
)

// checkWriters returns an error if a container that is not the instance's own may
// write into the worktree now, or once it is unpaused or restarted: it would fill the
// worktree during the removal. Left says what has happened so far.
func (d *doomed) checkWriters(ctx context.Context, left string) error {
	if d.worktree == nil || d.claim.Host != "" {
		return nil
	}
	running, err := d.project.UsersOf(ctx, "status=running", "status=paused", "status=restarting")
	if err != nil {
		return err
	}
	in := identityOf(d.stack, d.claim)
	var others []worktree.Container
	for _, c := range running {
		if !in.OwnsContainer(c) {
			others = append(others, worktree.Container{Name: ownership.Container(c), Sources: writableSources(c)})
		}
	}
	if writers := worktree.Writers(d.worktree.Root, others); len(writers) > 0 {
		return fmt.Errorf("%s is mounted by what is not this instance's: %s; stop it first; %s", d.worktree.Root, strings.Join(writers, "; "), left)
	}
	return nil
}

// writableSources returns the directories of the engine's machine that a container may write to.
func writableSources(c docker.Container) []string {
	var sources []string
	for _, m := range c.Mounts {
		if m.Type == "bind" && m.RW {
			sources = append(sources, m.Source)
		}
	}
	return sources
}
