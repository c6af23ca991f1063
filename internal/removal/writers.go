package removal

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-491dada8/sandbox/internal/docker"
	"github.com/seed-491dada8/sandbox/internal/identity"
	"github.com/seed-491dada8/sandbox/internal/ownership"
	"github.com/seed-491dada8/sandbox/internal/worktree"
)

// checkWriters returns an error if a container that is not the instance's own may
// write into the worktree now, or once it is unpaused or restarted: it would fill the
// worktree during the removal. Progress says what has happened so far.
func (p *Plan) checkWriters(ctx context.Context, progress string) error {
	if p.worktree == nil || p.Claim.Host != "" {
		return nil
	}
	running, err := p.project.UsersOf(ctx, "status=running", "status=paused", "status=restarting")
	if err != nil {
		return err
	}
	in := identity.ClaimOwner(p.stack, p.Claim)
	var others []worktree.Container
	for _, c := range running {
		if !in.OwnsContainer(c) {
			others = append(others, worktree.Container{Name: ownership.Container(c), Sources: writableSources(c)})
		}
	}
	if writers := worktree.Writers(p.worktree.Root, others); len(writers) > 0 {
		return fmt.Errorf("%s is mounted by what is not this instance's: %s; stop it first; %s", p.worktree.Root, strings.Join(writers, "; "), progress)
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
